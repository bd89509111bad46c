// Requests to the review server: the token of the page's address goes into a header, never into another address.

const KEPT = "synth review token";

const given = new URLSearchParams(location.search).get("token");
if (given) {
  sessionStorage.setItem(KEPT, given);
  history.replaceState(null, "", "/");
}
const token = sessionStorage.getItem(KEPT) ?? "";

/** An answer that is no success: its status, and what the server says, with the item as it stands now for 409. */
export class Refusal extends Error {
  constructor(status, told, item) {
    super(told);
    this.status = status;
    this.item = item;
  }
}

async function answer(path, options) {
  let found;
  try {
    found = await fetch(path, { ...options, headers: { "x-synth-token": token, ...options.headers } });
  } catch {
    throw new Refusal(0, "the server does not answer: is `synth review` still running? What was answered is kept.", null);
  }
  if (!found.ok) {
    const told = await found.json().catch(() => ({}));
    throw new Refusal(found.status, told.error ?? `status ${found.status}`, told.item);
  }
  return found;
}

/** The JSON at an address. */
export async function get(path) {
  return (await answer(path, { method: "GET" })).json();
}

/** The JSON that the server answers to a body. */
export async function post(path, body) {
  const options = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return (await answer(path, options)).json();
}

/** A picture, decoded as it is stored. */
export async function picture(path) {
  const blob = await (await answer(path, { method: "GET" })).blob();
  return createImageBitmap(blob, { imageOrientation: "from-image", colorSpaceConversion: "none" });
}

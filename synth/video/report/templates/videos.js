"use strict";
const { videos, palette } = JSON.parse(document.getElementById("details").textContent);
const switched = document.getElementById("boxes");
const SVG = "http://www.w3.org/2000/svg";
const LEFT = 150, SPAN = 840;

function drawn(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

for (const article of document.querySelectorAll("article.video")) {
  const told = videos[Number(article.dataset.place)];
  const video = article.querySelector("video");
  if (!video) continue;
  const live = article.querySelector(".live"), now = article.querySelector(".now");
  let shown = -1;
  const show = (seconds) => {
    const frame = Math.min(told.frames - 1, Math.max(0, Math.floor(seconds * told.fps + 0.01)));
    if (frame === shown) return;
    shown = frame;
    const x = LEFT + (SPAN * (frame + 0.5)) / told.frames;
    now.setAttribute("x1", x);
    now.setAttribute("x2", x);
    live.replaceChildren();
    article.dataset.frame = String(frame);
    if (!switched.checked) return;
    for (const [track, place, left, top, width, height] of told.boxes[frame]) {
      live.append(drawn("rect", { x: left, y: top, width, height, stroke: palette[place] }));
      const name = drawn("text", { x: left, y: top, dy: -2 });
      name.textContent = String(track);
      live.append(name);
    }
  };
  const step = (_, frame) => {
    show(frame.mediaTime);
    video.requestVideoFrameCallback(step);
  };
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(step);
  for (const event of ["loadeddata", "timeupdate", "seeked"]) video.addEventListener(event, () => show(video.currentTime));
  switched.addEventListener("change", () => {
    shown = -1;
    show(video.currentTime);
  });
}

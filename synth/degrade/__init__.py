"""Printed page -> what a scanner, a fax or a camera made of it; one coordinate map for pixels and labels."""

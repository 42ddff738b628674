// Single keys can be switched off for this browser.
import { read, write } from "./storage.js";

export function keysAreOn() {
  return read("tenon-keys") !== "off";
}

export function switchKeys(on) {
  write("tenon-keys", on ? "on" : "off");
}

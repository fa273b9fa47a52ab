"use strict";
// Everything works without this. It only makes it quicker.

// A form that is pressed twice is sent once. It can be sent again after a while, or when one comes back to the page.
const WHILE = 3000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  else setTimeout(() => delete form.dataset.sent, WHILE);
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// A job that has ended leads on to what it has found.
document.addEventListener("htmx:sseMessage", (event) => {
  const next = event.target.querySelector("[data-follow]");
  if (next) location.assign(next.href);
});

// A card that is dragged to another week asks, in the panel, what a move there would take. Nothing is changed by it.
let dragged = null;
const over = (event) => dragged && event.target.closest?.("td[data-monday]");
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("a[data-review]") ?? null;
});
document.addEventListener("dragover", (event) => {
  document.querySelectorAll(".drop-here").forEach((cell) => cell.classList.remove("drop-here"));
  const cell = over(event);
  if (!cell) return;
  event.preventDefault();
  cell.classList.add("drop-here");
});
document.addEventListener("dragend", () => {
  document.querySelectorAll(".drop-here").forEach((cell) => cell.classList.remove("drop-here"));
  dragged = null;
});
document.addEventListener("drop", (event) => {
  const cell = over(event);
  if (!cell) return;
  event.preventDefault();
  location.assign(`${new URL(dragged.href).pathname}/strip?week=${cell.dataset.monday}`);
});

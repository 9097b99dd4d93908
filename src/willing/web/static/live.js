// What pages do beyond plain HTML: they keep up with the conference, and no typed text is lost. All works without.
"use strict";

const JITTER = 80; // ms within which tabs spread their questions, so that not all ask at once
const PATIENCE = 3000; // ms without a stream before the reader is told, and between tries of our own
const PAUSE = 400; // ms without typing before a preview is asked for
const PICTURE = 5000; // ms that a new picture may take before it is shown as far as it is

const SAID = {
  lost: "Not connected to the conference; trying again. What you see may be out of date.",
  waiting: "This changed meanwhile; it will be shown when you have finished.",
  out: "You are signed out. Your text is kept on this page.",
  unsaved: "Not saved: the server does not answer. Your text is kept; try again.",
};
const SIGN_IN = "/login";

// ---- Bars: short lines at the foot of the window, one for each thing that is the matter

const bars = new Map();

function say(key, text = SAID[key]) {
  if (text ? bars.get(key) === text : !bars.has(key)) return;
  if (text) bars.set(key, text);
  else bars.delete(key);
  showBars();
}

function showBars() {
  document.getElementById("bars")?.replaceChildren(...[...bars].map(([key, text]) => {
    const line = document.createElement("p");
    line.dataset.bar = key;
    line.append(text);
    if (key === "out") {
      const link = document.createElement("a");
      Object.assign(link, { href: SIGN_IN, target: "_blank", textContent: "Sign in again in another tab" });
      line.append(" ", link);
    }
    return line;
  }));
}

const pause = (length) => new Promise((done) => { setTimeout(done, length); });
const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

const path = (place) => new URL(place, location.href).pathname;
const outside = (answer) => answer.status === 401 || (answer.redirected && path(answer.url) === SIGN_IN);
const address = () => location.href.split("#")[0];

function tell(text) {
  const told = document.getElementById("told");
  if (!told) return;
  told.textContent = "";
  setTimeout(() => { told.textContent = text; }, 50); // an empty moment, so that the same words are read out again
}

// ---- Forms: what the reader has changed and not yet sent

function touched(control) {
  if (control instanceof HTMLSelectElement) {
    const options = [...control.options];
    const usual = options.some((option) => option.defaultSelected)
      ? (option) => option.defaultSelected
      : (option, at) => !control.multiple && at === 0;
    return options.some((option, at) => option.selected !== usual(option, at));
  }
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.type === "file") return control.value !== "";
  return "defaultValue" in control && control.type !== "hidden" && control.value !== control.defaultValue;
}

const changed = (form) => form.hasAttribute("data-unsaved") || [...form.elements].some(touched);
const posts = (form) => form.getAttribute("method")?.toLowerCase() === "post";
const unsent = () => [...document.forms].filter((form) => posts(form) && changed(form));

// ---- Live pieces: replaced by themselves as they are now, where nobody is at work in them

const LIVE = "[data-live][id]";
const served = new Map(); // the HTML of each live piece as the server last gave it, by id
let newest = null; // the last answer, for pieces that have to wait

// A piece's own HTML: each live piece within it is only named.
function own(piece) {
  const copy = piece.cloneNode(true);
  for (const inner of copy.querySelectorAll(LIVE)) inner.replaceWith(`\u0000${inner.id}`);
  return copy.outerHTML;
}

function remember(root) {
  for (const piece of [...(root.matches?.(LIVE) ? [root] : []), ...root.querySelectorAll(LIVE)]) served.set(piece.id, own(piece));
}

function busy(piece) {
  return piece.contains(document.activeElement) || piece.closest("[data-unsaved]") || piece.querySelector("[data-unsaved]")
    || [...piece.querySelectorAll("input, select, textarea")].some(touched);
}

// Renews the live pieces right under a root from a page. Gives how many changed, and how many wait.
async function renew(root, page) {
  const pieces = [...root.querySelectorAll(LIVE)].filter((piece) => (piece.parentElement.closest(LIVE) ?? document) === root);
  const counts = await Promise.all(pieces.map((old) => renewOne(old, page)));
  return counts.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
}

async function renewOne(old, page) {
  const found = page.getElementById(old.id);
  if (!found) return [0, 0];
  const same = served.get(old.id) === own(found);
  if (same || busy(old)) {
    old.classList.toggle("waiting", !same);
    const [count, waiting] = await renew(old, page);
    return [count, waiting + (same ? 0 : 1)];
  }
  const fresh = document.importNode(found, true);
  await loaded(fresh, old);
  if (!old.isConnected) return [0, 0];
  if (busy(old)) return [0, 1];
  for (const { id } of old.querySelectorAll("details[id][open]")) fresh.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  fresh.classList.add("fresh-now");
  old.replaceWith(fresh);
  remember(found);
  return [1, 0];
}

// Loads pictures that the old piece did not have before they are shown, so that nothing flickers.
async function loaded(fresh, old) {
  const shown = new Set([...old.querySelectorAll("img")].map((image) => image.getAttribute("src")));
  const images = [...fresh.querySelectorAll("img")].filter((image) => !shown.has(image.getAttribute("src")));
  if (!images.length) return;
  const all = Promise.allSettled(images.map((image) => { image.loading = "eager"; return image.decode(); }));
  await Promise.race([all, pause(PICTURE)]);
}

async function apply() {
  if (!newest) return;
  const [count, waiting] = await renew(document, newest);
  say("waiting", waiting ? SAID.waiting : "");
  if (count) tell("Updated.");
}

// ---- The stream, and what a new version leads to: one question at a time

let stream = null, silent = 0, retry = 0;
let wanted = "", shown = "", asking = false, again = false, turns = 0;

function open() {
  const source = document.body.dataset.stream;
  if (stream || !source || document.hidden) return;
  hush();
  stream = new EventSource(source);
  stream.addEventListener("open", connected);
  stream.addEventListener("version", (event) => { connected(); wanted = event.data; refresh(); });
  stream.addEventListener("error", () => {
    hush();
    if (stream?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    close();
    retry = setTimeout(async () => { again = true; await refresh(); if (!bars.has("out")) open(); }, PATIENCE);
  });
}

function hush() {
  silent ||= setTimeout(() => { if (!bars.has("out")) say("lost"); }, PATIENCE);
}

function connected() {
  clearTimeout(silent);
  silent = 0;
  say("lost", "");
  again ||= bars.has("out");
}

function close() {
  stream?.close();
  stream = null;
  clearTimeout(retry);
  clearTimeout(silent);
  silent = 0;
}

function signedOut() {
  say("lost", "");
  say("out");
}

async function refresh() {
  if (asking || !document.body.dataset.stream) return;
  asking = true;
  try {
    while (again || wanted !== shown) await ask();
  } catch { // the server is away, or failed
    setTimeout(() => { if (wanted !== shown) refresh(); }, PATIENCE);
  } finally { asking = false; }
}

async function ask() {
  await pause(Math.random() * JITTER);
  const version = wanted, turn = turns;
  again = false;
  const answer = await fetch(address(), { headers: { "X-Live": "1" }, cache: "no-store" });
  if (answer.status >= 500) throw new Error(answer.statusText);
  const html = await answer.text();
  if (turn !== turns) return; // the page has become another one meanwhile
  shown = version;
  if (outside(answer)) return void signedOut();
  say("out", "");
  if (!answer.ok) return;
  newest = parsed(html);
  await apply();
  unsent().forEach(preview);
}

// ---- Sending forms without leaving the page before the answer is there

let leaving = false, here = "";

function body(form, button) {
  const data = new FormData(form, button);
  return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
}

async function send(form, button) {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const action = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  try {
    const answer = await fetch(action, { method: "POST", body: body(form, button), headers: { "X-Form": "1" } });
    if (outside(answer) && path(action) !== SIGN_IN) return signedOut();
    if (answer.status >= 500) return say("unsaved", `Not saved: the server failed (${answer.status}). Your text is kept; try again.`);
    take(answer, parsed(await answer.text()), form);
  } catch {
    say("unsaved");
  } finally { form.removeAttribute("aria-busy"); }
}

// Takes the answer to a form, unless it is a refusal that would leave no place for what was typed.
function take(answer, page, form) {
  const id = form.getAttribute("id");
  if (!answer.ok && changed(form) && !(id && page.getElementById(id))) {
    const why = (page.querySelector("h1") ?? page.body).textContent.trim().slice(0, 300);
    return say("unsaved", `Not saved: ${why}${/[.!?]$/.test(why) ? "" : "."} Your text is kept.`);
  }
  say("unsaved", "");
  say("out", "");
  say("waiting", "");
  if (answer.redirected && answer.url !== address()) history.pushState(null, "", answer.url);
  show(page, answer.ok ? 0 : scrollY);
  if (answer.ok) return document.getElementById("main")?.focus({ preventScroll: true });
  if (id) document.getElementById(id)?.setAttribute("data-unsaved", "");
  return (document.querySelector("[role=alert]") ?? document.querySelector("[aria-invalid=true]"))?.focus();
}

// Shows a page in place of this one. It is already here; asking for it again would lose what it says only once.
function show(page, top) {
  turns += 1;
  close();
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  newest = null;
  served.clear();
  begin();
  showBars();
  scrollTo(0, top);
}

// ---- Previews: what this would do, asked while one types

const pauses = new WeakMap(), questions = new WeakMap();

function preview(form) {
  if (!form.dataset.preview) return;
  clearTimeout(pauses.get(form));
  pauses.set(form, setTimeout(() => look(form), PAUSE));
}

// A button that only looks asks at once, and is sent along.
async function look(form, button) {
  clearTimeout(pauses.get(form));
  questions.get(form)?.abort();
  const question = new AbortController();
  questions.set(form, question);
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: body(form, button), signal: question.signal });
    if (outside(answer)) return signedOut();
    if (answer.status >= 500) return;
    place(form.dataset.previewInto.split(" "), parsed(await answer.text()));
    if (button) form.setAttribute("data-unsaved", ""); // it may have changed what is typed
    say("unsaved", "");
  } catch (error) { if (button && error.name !== "AbortError") say("unsaved"); /* else the next keystroke asks again */ }
}

// Puts what was answered in its place; where there are several places, each takes the piece with its id.
function place(ids, page) {
  for (const id of ids) {
    const piece = ids.length > 1 ? page.getElementById(id) : page.body;
    if (piece) document.getElementById(id)?.replaceChildren(...piece.childNodes);
  }
}

// ---- What is listened to, on the document, so that it outlives what the page holds

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (posts(form) && form.hasAttribute("data-safe")) {
    event.preventDefault();
    if (form.dataset.preview && event.submitter?.hasAttribute("data-look")) look(form, event.submitter);
    else send(form, event.submitter);
  } else leaving = unsent().every((other) => other === form);
});
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => { if (event.target.form) preview(event.target.form); });
}
for (const kind of ["focusout", "reset"]) {
  document.addEventListener(kind, () => setTimeout(() => { if (bars.has("waiting")) apply(); }));
}
document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else open(); });
addEventListener("beforeunload", (event) => { if (!leaving && unsent().length) event.preventDefault(); });
addEventListener("pagehide", close);
addEventListener("pageshow", () => { leaving = false; open(); });
addEventListener("popstate", () => { if (address() !== here) location.reload(); });

function begin() {
  here = address();
  remember(document);
  shown = wanted = document.body.dataset.stamp ?? "";
  open();
}

begin();

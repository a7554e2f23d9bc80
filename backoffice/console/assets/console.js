// Makes the console's pages live and its forms forgiving. Every page works without it.
"use strict";

const page = document.body;
const connection = document.getElementById("connection");
const news = document.getElementById("news");

// ---- pages that bring themselves up to date

// A person is typing or choosing there: it is left alone until they are done.
function inUse(region) {
  const here = document.activeElement;
  return region.contains(here) && here.matches("input, textarea, select");
}

// Rows must not move away under a finger that is about to press.
const PATIENCE = 5;
let postponed = 0;

function aboutToPress() {
  const hovered = document.querySelector("[data-region] button:hover, [data-region] .button:hover");
  postponed = hovered && postponed < PATIENCE ? postponed + 1 : 0;
  if (postponed) setTimeout(refreshInTurn, 1000);
  return postponed > 0;
}

function keysOf(root) {
  return new Set([...root.querySelectorAll("[data-key]")].map((item) => item.dataset.key));
}

function announce(names) {
  if (!names.length) return;
  const more = names.length > 1 ? `，另有 ${names.length - 1} 条` : "";
  news.textContent = `新来：${names[0]}${more}`;
}

function isAtEnd(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 80;
}

function toEnd(box) {
  box.scrollTop = box.scrollHeight;
}

// Where this page is read. A page that answers a form stands at the form's address, and asking that one again would do
// again what was refused: never reload, never fetch it.
function pageAddress() {
  const form = location.pathname.match(/^(\/staff\/(?:conversations|cases)\/[^/]+)\/[^/]+$/);
  return form ? form[1] : location.href.split("#")[0];
}

async function refresh() {
  if (aboutToPress()) return;
  const answer = await fetch(pageAddress().replace(/([?&])said=[^&]*&?/, "$1"), {
    headers: { "X-Live": "1" },
    cache: "no-store",
  });
  if (answer.redirected || !answer.ok) {
    end();
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = keysOf(document);
  const scroll = document.getElementById("scroll");
  const atEnd = scroll && isAtEnd(scroll);
  const focused = document.activeElement && document.activeElement.id;
  const arrived = [];
  for (const region of document.querySelectorAll("[data-region]")) {
    const now = fresh.getElementById(region.id);
    if (!now || inUse(region) || now.innerHTML === region.innerHTML) continue;
    for (const item of now.querySelectorAll("[data-key]")) {
      if (before.has(item.dataset.key)) continue;
      item.classList.add("new");
      if (!item.matches(".staff, .bot, .system")) arrived.push(item.dataset.name);
    }
    region.replaceChildren(...now.childNodes);
  }
  document.title = fresh.title;
  if (focused && document.activeElement === page) document.getElementById(focused)?.focus({ preventScroll: true });
  if (atEnd) toEnd(scroll);
  announce(arrived);
}

let refreshing = Promise.resolve();

function refreshInTurn() {
  refreshing = refreshing.then(refresh).catch(() => undefined);
}

let stream = null;

function unsent() {
  const fields = [...document.querySelectorAll("main textarea")];
  return fields.filter((field) => field.value.trim() !== field.defaultValue.trim()).map((field) => field.value);
}

function made(tag, content, attributes = {}) {
  const element = document.createElement(tag);
  element.append(content);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// Signed out, or not for this person any more. What they were writing is theirs and stays; everything else goes.
function end() {
  stream?.close();
  const words = unsent();
  if (!words.length) {
    location.replace(pageAddress());
    return;
  }
  page.className = "alone";
  const field = made("textarea", words.join("\n\n"), { id: "unsaved", rows: "8", readonly: "" });
  document.getElementById("main").replaceChildren(
    made("h1", "这一页已经关闭"),
    made("p", "可能是登录过期了，也可能是这件事不再由您办理。", { role: "alert" }),
    made("label", "您刚才写的内容没有发出，请先复制：", { for: "unsaved" }),
    field,
    made("p", made("a", "继续", { class: "button", href: pageAddress() }), { class: "ways" }),
  );
}

function follow(address) {
  stream = new EventSource(address);
  stream.addEventListener("open", () => (connection.textContent = ""));
  stream.addEventListener("changed", refreshInTurn);
  stream.addEventListener("ended", end);
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) end();
    else connection.textContent = "连接断了，正在重新连接。在此之前看到的可能不是最新的。";
  });
}

function live(address) {
  follow(address);
  const isQueue = !address.includes("conversation=") && !address.includes("case=");
  // Waiting times grow although nothing happens.
  if (isQueue) setInterval(() => document.hidden || refreshInTurn(), 60000);
  // A browser keeps six lines to one server: pages out of sight give theirs back, except the queue.
  document.addEventListener("visibilitychange", () => {
    if (isQueue) return;
    if (document.hidden) {
      stream.close();
    } else {
      follow(address);
      refreshInTurn();
    }
  });
  window.addEventListener("pagehide", () => stream.close());
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    follow(address);
    refreshInTurn();
  });
}

if (page.dataset.live) live(page.dataset.live);

// ---- forms

// One press, one command; the server makes sure of it as well.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented || event.target.method !== "post") return;
  if (button.hasAttribute("aria-busy")) {
    event.preventDefault();
    return;
  }
  button.setAttribute("aria-busy", "true");
});

window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

for (const chooser of document.querySelectorAll("[data-send-on-change]")) {
  chooser.addEventListener("change", () => chooser.form.requestSubmit());
}

// A prepared reply goes into the field at once, and what stands there already is kept.
for (const form of document.querySelectorAll("form[data-canned]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = document.getElementById(form.dataset.canned);
    const words = form.querySelector("select").selectedOptions[0].dataset.text;
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n${words}` : words;
    field.dispatchEvent(new Event("input"));
    field.focus();
  });
}

// How long a reply is, and how many text messages it makes (UCS-2: 70 characters, then 67 each).
for (const field of document.querySelectorAll("textarea[data-count]")) {
  const place = document.getElementById(field.dataset.count);
  const count = () => {
    const length = field.value.length;
    const texts = length <= 70 ? 1 : Math.ceil(length / 67);
    const sms = "sms" in field.dataset ? `，约 ${texts} 条短信` : "";
    place.textContent = length ? `${length} 字${sms}` : "";
  };
  field.addEventListener("input", count);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) field.form.requestSubmit();
  });
  count();
}

const scroll = document.getElementById("scroll");
if (scroll && !location.hash.startsWith("#o")) toEnd(scroll);

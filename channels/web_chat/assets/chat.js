// The page works without this script; with it, messages come and go without reloading, and none is lost or doubled:
// what the resident writes is kept on the phone, under an id of its own, until the server has said that it has it.
"use strict";

(() => {
  const page = document.body;
  const find = (id) => document.getElementById(id);
  const lines = find("lines");
  const textarea = find("text");
  const WAIT = { answer: 15000, first: 1000, longest: 30000, poll: 4000, quietly: 4000 };

  // ---- what is kept on this phone: unsent messages, and the words in the box

  const memory = {};
  const keep = (name, value) => {
    memory[name] = value;
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // A browser in private mode may refuse; then memory must do until the page is closed.
    }
  };
  const recall = (name, otherwise) => {
    try {
      const kept = localStorage.getItem(name);
      return kept === null ? (memory[name] ?? otherwise) : JSON.parse(kept);
    } catch {
      return memory[name] ?? otherwise;
    }
  };
  const unsent = () => recall("unsent", []);
  const strike = (clientId) => keep("unsent", unsent().filter((message) => message.client_id !== clientId));

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // ---- lines on the page

  const inChina = (parts) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hourCycle: "h23", ...parts });
  const clock = inChina({ hour: "2-digit", minute: "2-digit" });
  const day = inChina({ month: "long", day: "numeric" });

  // The time of day; with its day when that is not today.
  function told(at) {
    const its = day.format(at);
    return its === day.format(new Date()) ? clock.format(at) : `${its} ${clock.format(at)}`;
  }

  function draw(who, name, text, at) {
    const line = find(`${who}-line`).content.firstElementChild.cloneNode(true);
    line.querySelector(".name").textContent = name;
    line.querySelector(".words").textContent = text;
    const time = line.querySelector("time");
    time.dateTime = at.toISOString();
    time.textContent = told(at);
    return line;
  }

  const isNearEnd = () => document.documentElement.scrollHeight - innerHeight - scrollY < 240;

  function place(line) {
    const nearEnd = isNearEnd();
    lines.append(line);
    if (nearEnd || line.classList.contains("resident")) toEnd();
    else find("jump").hidden = false;
  }

  // At once: a page still gliding down would look, to the next line, like one whose reader has gone up to read.
  function toEnd() {
    scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
    find("jump").hidden = true;
  }

  const mine = (clientId) => lines.querySelector(`[data-client-id="${CSS.escape(clientId)}"]`);

  function deliver(line, how, state) {
    line.classList.remove("waiting", "refused");
    if (state) line.classList.add(state);
    line.querySelector(".delivery").textContent = how;
  }

  function clearButtons() {
    for (const form of page.querySelectorAll("form.options")) form.remove();
  }

  function addButtons(line, buttons) {
    clearButtons();
    if (!buttons.length) return;
    const form = find("options-form").content.firstElementChild.cloneNode(true);
    for (const { id, label } of buttons) {
      const button = document.createElement("button");
      Object.assign(button, { type: "submit", name: "choice", value: id, textContent: label });
      form.append(button);
    }
    line.append(form);
  }

  function show(line) {
    if (find(line.id)) return;
    if (line.client_id) strike(line.client_id);
    const waiting = line.client_id && mine(line.client_id);
    if (waiting) {
      waiting.id = line.id;
      deliver(waiting, "已送达");
      return;
    }
    const drawn = draw(line.who, line.name, line.text, new Date(line.at * 1000));
    drawn.id = line.id;
    if (line.client_id) {
      drawn.dataset.clientId = line.client_id;
      deliver(drawn, "已送达");
    } else {
      addButtons(drawn, line.buttons);
    }
    place(drawn);
  }

  function tell(state) {
    find("answering").hidden = !state.answering;
    const held = {
      waiting: "正在为您找工作人员。您可以接着写，工作人员会看到。",
      staff: `${state.staff} 正在和您说话。`,
      assistant: "",
    }[state.held_by];
    if (find("held").textContent.trim() !== held) find("held").textContent = held;
  }

  // The notices under the thread grow and shrink with the news; the last message must stay above the box to write in.
  function news(batch) {
    const nearEnd = isNearEnd();
    batch.lines.forEach(show);
    tell(batch.state);
    if (nearEnd) toEnd();
    page.dataset.cursor = batch.cursor;
    saySeen();
  }

  // ---- the state of the connection, in plain words

  let complaint = null;

  function connected() {
    clearTimeout(complaint);
    complaint = null;
    find("connection").textContent = "";
  }

  function troubled() {
    complaint ??= setTimeout(() => {
      find("connection").textContent = navigator.onLine
        ? "网络不太好，正在重新连接。您写的话存在这台手机上，连上就发出。"
        : "现在没有网络。您写的话存在这台手机上，连上就发出。";
    }, WAIT.quietly);
  }

  const longer = (failures) => Math.min(WAIT.longest, WAIT.first * 2 ** failures) * (0.75 + Math.random() / 2);
  const sleepers = new Set();
  const wakeUp = () => { for (const go of sleepers) go(); };

  function pause(milliseconds) {
    return new Promise((go) => { sleepers.add(go); setTimeout(go, milliseconds); }).finally(() => sleepers.clear());
  }

  // ---- sending: one after the other, each until the server has it or has refused it

  let sending = false;

  async function sendAll() {
    if (sending) return;
    sending = true;
    try {
      let failures = 0;
      for (let next = unsent()[0]; next; next = unsent()[0]) {
        const wait = await send(next, failures);
        failures = wait === null ? 0 : failures + 1;
        if (wait !== null) await pause(wait);
      }
    } finally {
      sending = false;
    }
  }

  // Milliseconds to wait before trying it again, or null when it is settled.
  async function send(message, failures) {
    const { label, ...body } = message;
    let answer;
    try {
      answer = await fetch("/channels/web/messages", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout ? AbortSignal.timeout(WAIT.answer) : undefined,
      });
      if (answer.ok) {
        const kept = await answer.json();
        connected();
        show(kept.line);
        strike(message.client_id);
        return null;
      }
    } catch {
      troubled();
      return longer(failures);
    }
    if (answer.status === 429) return 1000 * Number(answer.headers.get("Retry-After") || 5);
    if (answer.status >= 500 || answer.status === 408) {
      troubled();
      return longer(failures);
    }
    const refusal = await answer.json().catch(() => ({}));
    strike(message.client_id);
    refuse(message, refusal.say || "这条没有发出去，请换个说法再试。");
    return null;
  }

  function refuse(message, why) {
    const line = mine(message.client_id);
    if (line) deliver(line, why, "refused");
    if (message.text && !textarea.value) setText(message.text);
  }

  function write(message, words) {
    const written = { client_id: newId(), label: words, ...message };
    keep("unsent", [...unsent(), written]);
    if (document.activeElement?.closest(".options")) find("log").focus({ preventScroll: true });
    clearButtons();
    showWaiting(written);
    sendAll();
  }

  function showWaiting(message) {
    const line = draw("resident", "您", message.label, new Date());
    line.dataset.clientId = message.client_id;
    deliver(line, "正在发送…", "waiting");
    place(line);
  }

  // ---- following what is new

  let source = null;
  let failed = 0;

  function follow() {
    source?.close();
    if (!window.EventSource || failed > 1) {
      poll();
      return;
    }
    source = new EventSource(`/channels/web/stream?after=${page.dataset.cursor}`);
    source.onopen = () => { failed = 0; connected(); sendAll(); };
    source.addEventListener("news", (event) => news(JSON.parse(event.data)));
    source.onerror = () => {
      troubled();
      if (source.readyState !== EventSource.CLOSED) return;
      failed += 1;
      setTimeout(follow, longer(failed));
    };
  }

  // For browsers, and for networks between, that do not let a stream through; now and then the stream is tried again.
  async function poll() {
    for (let looks = 0; looks < 15 || !window.EventSource; looks += 1) {
      try {
        const answer = await fetch(`/channels/web/messages?after=${page.dataset.cursor}`);
        if (answer.ok) {
          news(await answer.json());
          connected();
        }
      } catch {
        troubled();
      }
      await pause(WAIT.poll);
    }
    failed = 1;
    follow();
  }

  let seenUpTo = "";
  let seenSoon = null;

  function saySeen() {
    if (document.visibilityState !== "visible" || seenSoon) return;
    seenSoon = setTimeout(() => {
      seenSoon = null;
      const newest = [...lines.querySelectorAll(".assistant, .staff")].at(-1)?.id;
      if (!newest || newest === seenUpTo) return;
      seenUpTo = newest;
      const body = JSON.stringify({ id: newest });
      fetch("/channels/web/seen", { method: "POST", headers: { "Content-Type": "application/json" }, body }).catch(() => {});
    }, 800);
  }

  // ---- hands on the page

  function setText(text) {
    textarea.value = text;
    fit();
  }

  function fit() {
    if (!CSS.supports("field-sizing", "content")) {
      textarea.style.height = "auto";
      textarea.style.height = `${textarea.scrollHeight + 4}px`;
    }
    keep("draft", textarea.value);
  }

  function submitText() {
    const text = textarea.value;
    if (!text.trim()) {
      textarea.focus();
      return;
    }
    if (page.dataset.leaveWords.split(" ").includes(text.trim())) {
      leave();
      return;
    }
    if ([...text].length > Number(page.dataset.longest)) {
      find("connection").textContent = `这条消息超过了${page.dataset.longest}个字，请分成几条发。`;
      return;
    }
    setText("");
    write({ text }, text);
    textarea.focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-leave-form]")) {
      event.preventDefault();
      leave();
    } else if (form.matches("[data-send]")) {
      event.preventDefault();
      const button = event.submitter;
      if (form.id === "composer" || !button) submitText();
      else write({ [button.name]: button.value }, button.name === "choice" ? button.textContent.trim() : button.value);
    }
  });

  textarea.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      submitText();
    }
  });

  textarea.addEventListener("input", fit);
  find("jump").addEventListener("click", () => { toEnd(); textarea.focus(); });

  // A complaint about the network, or a second line of writing, takes its room from the page, not from the last message.
  if (window.ResizeObserver) {
    new ResizeObserver(() => { if (lines.children.length && isNearEnd()) toEnd(); }).observe(page.querySelector("footer"));
  }

  // Nothing may stay on the screen or on the phone, and "back" may not lead here.
  function leave() {
    source?.close();
    document.title = "";
    page.replaceChildren();
    try {
      localStorage.clear();
    } catch {
      // Nothing was kept, then.
    }
    const gone = fetch("/channels/web/leave", { method: "POST", keepalive: true, redirect: "manual" });
    const away = () => location.replace(page.dataset.leave);
    gone.then(away, away);
    setTimeout(away, 1500);
  }

  addEventListener("online", () => { wakeUp(); sendAll(); });
  addEventListener("offline", troubled);
  addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
  document.addEventListener("visibilitychange", () => { saySeen(); if (document.visibilityState === "visible") wakeUp(); });

  // ---- begin: what this phone still holds comes first

  for (const message of unsent()) {
    if (mine(message.client_id)) strike(message.client_id);
    else showWaiting(message);
  }
  if (!textarea.value) setText(recall("draft", ""));
  if (!navigator.cookieEnabled) find("connection").textContent = "浏览器关掉了 Cookie，我们没法把回复给您。请打开 Cookie 后刷新。";
  if (lines.children.length) toEnd();
  follow();
  sendAll();
  saySeen();
})();

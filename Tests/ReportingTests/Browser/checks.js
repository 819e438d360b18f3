// What is wrong with the page that is open, as a list of sentences; nothing of the page is changed.
(() => {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const fault = (isFault, words) => { if (isFault) faults.push(words); };

  fault(!document.documentElement.lang, "no language");
  fault(!document.title.trim(), "no title");
  fault(all("h1").length !== 1, `${all("h1").length} h1`);
  let level = 0;
  for (const heading of all("h1,h2,h3,h4,h5,h6")) {
    const next = Number(heading.tagName[1]);
    fault(next > level + 1, `h${next} after h${level}`);
    level = next;
  }
  for (const landmark of ["header", "main", "footer"]) {
    fault(all(`body > ${landmark}`).length !== 1, `not one ${landmark}`);
  }
  for (const table of all("table")) {
    fault(!table.caption?.textContent.trim(), "table without a caption");
    fault(!table.querySelector("th"), "table without header cells");
  }
  for (const cell of all("th")) {
    fault(!["col", "row"].includes(cell.getAttribute("scope")), "header cell without a scope");
  }
  for (const link of all("a")) {
    fault(!link.textContent.trim(), `link without text: ${link.getAttribute("href")}`);
    fault(!/^(#main|(\.\.\/)?(devices\/)?[0-9a-z-]+\.html)$/.test(link.getAttribute("href")),
      `link out of the report: ${link.getAttribute("href")}`);
  }
  const ids = all("[id]").map((element) => element.id);
  fault(new Set(ids).size !== ids.length, "an identifier stands twice");

  // Evidence is text and nothing else: only what the pages are made of may be there.
  const elements = new Set(("html head meta title style body a header nav p main footer bdi h1 h2 h3 section div span "
    + "strong table caption thead tbody tfoot tr th td code pre ul li br").split(" "));
  const attributes = new Set(("lang charset http-equiv content name class href id scope tabindex role aria-label "
    + "aria-hidden").split(" "));
  for (const element of all("*")) {
    fault(!elements.has(element.localName), `element ${element.localName}`);
    for (const { name } of element.attributes) fault(!attributes.has(name), `attribute ${name}`);
  }
  fault(document.scripts.length > 0, "a script");
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content ?? "";
  fault(!policy.startsWith("default-src 'none'"), "no Content-Security-Policy");
  const text = document.documentElement.textContent.replaceAll("\n", "");
  fault(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/u.test(text), "a control or an invisible character");

  fault(document.documentElement.scrollWidth > innerWidth,
    `${document.documentElement.scrollWidth} pixels wide in ${innerWidth}`);
  // Wide tables scroll by themselves, and all else stays inside.
  for (const element of all("h1,h2,h3,p,li,pre,.statement,nav a")) {
    fault(element.id !== "main" && element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".table"),
      `${element.localName} leaves the page`);
  }

  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  let contrast = 21;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || seen.has(element)) continue;
    seen.add(element);
    const [a, b] = [getComputedStyle(element).color, ground(element)].map(luminance);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    contrast = Math.min(contrast, ratio);
    fault(ratio < 4.5, `contrast ${ratio.toFixed(2)} in ${element.localName}`);
  }
  return {
    faults: [...new Set(faults)], contrast, ground: getComputedStyle(document.body).backgroundColor,
    text: document.body.innerText,
  };
})();

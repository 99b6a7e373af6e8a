"use strict";
(() => {
  const { policy, voters, seed, pairs } = JSON.parse(document.getElementById("data").textContent);
  const at = id => document.getElementById(id);
  const answers = []; // { choice: "left" or "right", seconds }
  let shownAt = 0;

  // The 95 % interval of Wilson (1927) for a share: stays within 0 to 1 and means something at 20 votes.
  const wilson = (hits, n) => {
    if (n === 0) return [0, 1];
    const z = 1.959964, p = hits / n, d = 1 + z * z / n;
    const middle = (p + z * z / (2 * n)) / d, half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d;
    return [Math.max(0, middle - half), Math.min(1, middle + half)];
  };
  const percent = share => `${Math.round(100 * share)} %`;
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const drawn = (name, attributes, text = "") => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };

  const show = section => {
    for (const id of ["intro", "task", "result"]) at(id).hidden = id !== section;
  };
  const ask = () => {
    const pair = pairs[answers.length];
    at("left").firstElementChild.src = pair.left;
    at("right").firstElementChild.src = pair.right;
    at("steps").value = answers.length;
    at("place").textContent = `Pair ${answers.length + 1} of ${pairs.length}`;
    at("back").disabled = answers.length === 0;
    show("task");
    at("question").focus({ preventScroll: true });
    shownAt = performance.now();
  };
  const choose = choice => {
    answers.push({ choice, seconds: Math.round(performance.now() - shownAt) / 1000 });
    if (answers.length < pairs.length) ask();
    else tell();
  };
  const back = () => {
    if (answers.length === 0) return;
    answers.pop();
    ask();
  };

  // What is counted. The tests read it from the page's text.
  const count = () => {
    const yours = answers.map(a => a.choice);
    const decided = pairs.map((p, i) => [p, yours[i]]).filter(([p]) => p.consensus === "left" || p.consensus === "right");
    const right = yours.filter((c, i) => c === pairs[i].better).length;
    const others = Array.from({ length: voters }, (_, k) =>
      pairs.filter(p => p.votes[k] === (p.better === "left" ? "L" : "R")).length);
    return {
      pairs: pairs.length,
      right,
      decided: decided.length,
      agreed: decided.filter(([p, c]) => c === p.consensus).length,
      left: yours.filter(c => c === "left").length,
      others,
      more: others.filter(o => o > right).length,
      same: others.filter(o => o === right).length,
      consensusRight: decided.filter(([p]) => p.consensus === p.better).length,
    };
  };
  const side = ({ left, pairs: n }) => {
    const [low, high] = wilson(left, n);
    const range = `The range that fits your votes is ${percent(low)} to ${percent(high)}`;
    if (low > 0.5) return `${range}, all above 50 %: you seem to lean to the left, whatever is there.`;
    if (high < 0.5) return `${range}, all below 50 %: you seem to lean to the right, whatever is there.`;
    return `${range}. It holds 50 %, so this shows no leaning to a side.`;
  };
  const place = ({ more, same, others }) => {
    const all = others.length + 1;
    return same === 0 ? `place ${more + 1} of ${all}` : `places ${more + 1} to ${more + 1 + same} of ${all}, shared`;
  };
  const figure = (title, value, text) =>
    element("div", {}, title, element("b", {}, value), element("p", {}, text));

  // A column of dots per number of right votes: the voters, and you.
  const crowd = counted => {
    const n = counted.pairs, width = 900, step = (width - 60) / n, x = right => 30 + right * step;
    const most = Math.max(...Array.from({ length: n + 1 }, (_, r) => counted.others.filter(o => o === r).length + (counted.right === r ? 1 : 0)));
    const size = Math.max(3, Math.min(12, step / 2 - 2)), height = most * 2 * size + 50;
    const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label":
      `You: ${counted.right} of ${n} right. The ${voters} voters: ${[...counted.others].sort((a, b) => a - b).join(", ")}.` });
    svg.append(drawn("line", { x1: 20, x2: width - 20, y1: height - 36, y2: height - 36 }));
    for (let right = 0; right <= n; right++) {
      const dots = counted.others.filter(o => o === right).map(() => "voter");
      if (counted.right === right) dots.push("you");
      dots.forEach((kind, i) => svg.append(drawn("circle", { class: kind, cx: x(right), cy: height - 36 - size - i * 2 * size, r: size - 1.5 })));
      if (right % 5 === 0 || n <= 10) svg.append(drawn("text", { x: x(right), y: height - 20, "text-anchor": "middle" }, right));
    }
    svg.append(drawn("text", { x: width / 2, y: height - 4, "text-anchor": "middle" }, `right of ${n} pairs`));
    return element("figure", { className: "crowd" }, svg, element("figcaption", {}, `Grey: ${policy}, asked ${voters} times, each time one voter. Orange: you.`));
  };

  const picture = (pair, which, yours) => element("img", {
    src: pair[which], className: yours === which ? "yours" : "", alt: `The picture on the ${which}${yours === which ? ", your choice" : ""}`,
  });
  const difference = (pair, yours, number) => {
    const votes = letter => [...pair.votes].filter(v => v === letter).length;
    const said = pair.consensus === "tie" ? "The voters were divided" : pair.consensus ? `The voters chose ${pair.consensus}` : "No voter answered";
    return element("div", { className: "difference" }, picture(pair, "left", yours), picture(pair, "right", yours), element("p", {},
      `Pair ${number}: you chose ${yours}, the better one is ${pair.better} (${pair.damage}, level ${pair.leftLevel} on the left, ${pair.rightLevel} on the right). `
      + `${said}: ${votes("L")} left, ${votes("R")} right.`));
  };

  const csv = () => ["pair,damage,left_level,right_level,better,consensus,votes_left,votes_right,choice,seconds", ...pairs.map((p, i) =>
    [i + 1, p.damage, p.leftLevel, p.rightLevel, p.better, p.consensus ?? "", [...p.votes].filter(v => v === "L").length,
      [...p.votes].filter(v => v === "R").length, answers[i].choice, answers[i].seconds].join(","))].join("\n") + "\n";
  const json = counted => JSON.stringify({ policy, voters, seed, ...counted, leftInterval: wilson(counted.left, counted.pairs), votes: pairs.map((p, i) =>
    ({ damage: p.damage, leftLevel: p.leftLevel, rightLevel: p.rightLevel, better: p.better, consensus: p.consensus, ...answers[i] })) }, null, 2) + "\n";
  const offer = (id, text, type) => {
    if (at(id).href) URL.revokeObjectURL(at(id).href);
    at(id).href = URL.createObjectURL(new Blob([text], { type }));
  };

  const tell = () => {
    const counted = count(), n = counted.pairs;
    const [low, high] = wilson(counted.right, n);
    at("summary").replaceChildren(
      element("div", { className: "figures" },
        figure("Right by the known order", `${counted.right} of ${n}`,
          `${percent(counted.right / n)}; the range that fits your votes is ${percent(low)} to ${percent(high)}. Guessing gives 50 %.`),
        figure("As the voters decided", `${counted.agreed} of ${counted.decided}`,
          `pairs where the majority of the ${voters} voters was for one side. It was right in ${counted.consensusRight} of them.`),
        figure("Left chosen", `${counted.left} of ${n}`, side(counted)),
        figure("Among the voters", place(counted),
          `${counted.more} of the ${voters} voters were right more often than you, ${counted.same} as often, ${voters - counted.more - counted.same} less often.`)),
      crowd(counted));
    const differing = pairs.map((p, i) => [p, answers[i].choice, i + 1])
      .filter(([p, c]) => c !== p.better || (p.consensus !== "tie" && p.consensus && c !== p.consensus));
    at("differences").replaceChildren(...differing.length === 0
      ? [element("p", {}, "Nowhere: every vote is that of the known order and of the voters.")]
      : differing.map(([p, c, i]) => difference(p, c, i)));
    offer("csv", csv(), "text/csv");
    offer("json", json(counted), "application/json");
    show("result");
    at("outcome").focus();
  };
  const start = () => {
    answers.length = 0;
    ask();
  };

  at("start").addEventListener("click", start);
  at("again").addEventListener("click", start);
  // The second click of a double click is meant for the pair before.
  const once = act => event => { if (event.detail < 2) act(); };
  at("back").addEventListener("click", once(back));
  at("left").addEventListener("click", once(() => choose("left")));
  at("right").addEventListener("click", once(() => choose("right")));
  document.addEventListener("keydown", event => {
    if (at("task").hidden || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const act = { ArrowLeft: () => choose("left"), ArrowRight: () => choose("right"), Backspace: back }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();

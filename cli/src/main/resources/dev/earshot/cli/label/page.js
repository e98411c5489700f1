// The labelling page. It asks its own server alone, and says that a label is saved only after the server
// has said so.
'use strict';
(() => {
  const $ = id => document.getElementById(id);
  const audio = $('audio');
  const PLAY = 'M8 5.5v13l11-6.5z';
  const PAUSE = 'M7 5.5h3.5v13H7zM13.5 5.5H17v13h-3.5z';
  const MOST_KEYS = 9;
  const POLL = 300;

  let state = {classes: []};
  let list = {kind: 'suggest', items: []};
  let at = 0;
  let learning = false;
  /** Answers are given one after the other, in the order of the keys. */
  let last = Promise.resolve();

  const percent = value => `${Math.round(100 * value)}\u00a0%`;
  const seconds = value => `${(+value.toFixed(2)).toString()}\u00a0s`;
  const plural = (count, word) => `${count}\u00a0${word}${count === 1 ? '' : word.endsWith('s') ? 'es' : 's'}`;
  const item = () => list.items[at];

  function element(name, properties, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties ?? {})) {
      if (key.startsWith('aria') || key === 'role') {
        made.setAttribute(key.replace(/[A-Z]/, letter => `-${letter.toLowerCase()}`), value);
      } else {
        made[key] = value;
      }
    }
    made.append(...children);
    return made;
  }

  /** Asks the server; an error has a line to show. */
  async function ask(path, options) {
    let response;
    try {
      response = await fetch(path, options);
    } catch (error) {
      throw new Error('The server does not answer. Was "earshot label" stopped? Start it again and open its new address.', {cause: error});
    }
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(answer.error);
    }
    return answer;
  }

  const post = (path, body) =>
    ask(path, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(body ?? {}),
    });

  function say(text, kind) {
    $('status').textContent = text;
    $('status').className = `status ${kind ?? ''}`;
  }

  /** Does something after all that was asked before; what goes wrong is shown. */
  function then(work) {
    last = last.then(work).catch(error => say(error.message, 'failed'));
    return last;
  }

  // ---- Pictures and sounds ----

  const picture = (window, dark) => `spectrogram?window=${window}${dark ? '&dark=1' : ''}`;

  function pictureOf(window, description) {
    return element(
      'picture',
      {},
      element('source', {media: '(prefers-color-scheme: dark)', srcset: picture(window, true)}),
      element('img', {src: picture(window), alt: description, loading: 'lazy'})
    );
  }

  function playing(on) {
    $('play-shape').setAttribute('d', on ? PAUSE : PLAY);
    $('play').setAttribute('aria-label', on ? 'Pause' : 'Play');
  }

  function play() {
    if (!item()) {
      return;
    }
    if (!audio.paused) {
      audio.pause();
      return;
    }
    if (audio.ended) {
      audio.currentTime = 0;
    }
    audio.play().catch(error => {
      // A new sound ends the wait for the one before.
      if (error.name !== 'AbortError') {
        say(`The sound cannot be played: ${error.message}`, 'failed');
      }
    });
  }

  function moveHead() {
    const whole = audio.duration || item()?.end - item()?.start || 1;
    const place = Math.min(1, audio.currentTime / whole);
    $('head').style.left = `calc(${100 * place}% - ${2 * place}px)`;
    $('seek').value = Math.round(1000 * place);
    $('seek').setAttribute('aria-valuetext', `${audio.currentTime.toFixed(1)} of ${whole.toFixed(1)} seconds`);
    $('clock').textContent = `${audio.currentTime.toFixed(1)} / ${whole.toFixed(1)}\u00a0s`;
    if (!audio.paused) {
      requestAnimationFrame(moveHead);
    }
  }

  function seek(place) {
    if (Number.isFinite(audio.duration)) {
      audio.currentTime = Math.max(0, Math.min(place, 1)) * audio.duration;
      moveHead();
    }
  }

  audio.addEventListener('play', () => {
    playing(true);
    moveHead();
  });
  audio.addEventListener('pause', () => playing(false));
  audio.addEventListener('seeked', moveHead);
  audio.addEventListener('loadedmetadata', moveHead);
  audio.addEventListener('ended', () => {
    playing(false);
    moveHead();
  });
  audio.addEventListener('error', () => {
    if (audio.getAttribute('src')) {
      ask(audio.getAttribute('src')).catch(error =>
        // A server that does not answer has no reason to give.
        say(error.cause ? error.message : `No sound: ${error.message}`, 'failed'));
    }
  });

  // ---- What is shown ----

  const nameOf = entry => entry.recording.split('/').at(-1);
  const timeOf = entry => `${+entry.start.toFixed(2)} to ${seconds(entry.end)}`;

  function showCounts() {
    document.title = `${state.collection}: label`;
    $('collection').textContent = state.collection;
    $('counts').textContent =
      `${plural(state.windows, 'window')} of ${plural(state.recordings, 'recording')}, ${state.labelled} labelled`;
    $('undo').disabled = !state.undo;
    $('undo').title = state.undo ? `Takes back: ${state.undo}` : 'Nothing to take back';
    const names = state.classes.map(each => each.name);
    const choice = $('class-choice');
    const chosen = choice.value;
    choice.replaceChildren(...names.map(name => element('option', {textContent: name, value: name})));
    choice.value = names.includes(chosen) ? chosen : names[0] ?? '';
    for (const control of choice.parentElement.querySelectorAll('button, select')) {
      control.disabled = !names.length;
    }
    $('class-names').replaceChildren(...names.map(name => element('option', {value: name})));
    const few = names.length < 2;
    $('learn').disabled = learning || few;
    if (!learning && !$('learn-line').textContent) {
      $('learn-line').textContent = few
        ? 'Label windows of two classes or more, then let it learn.'
        : state.waiting
          ? `${plural(state.waiting, 'label')} not learnt from yet.`
          : '';
    }
  }

  function showItem() {
    const entry = item();
    const none = !entry;
    for (const id of ['play', 'seek', 'not', 'else', 'skip']) {
      $(id).disabled = none;
    }
    document.querySelector('[data-list="like"]').disabled = none;
    $('sound-box').hidden = none;
    if (none) {
      audio.pause();
      audio.removeAttribute('src');
      $('work-title').textContent = 'This list is done';
      $('place').textContent = '';
      $('why').textContent = list.items.length
        ? 'Learn from the new labels (L), get new suggestions (G), or choose another list.'
        : list.note;
      $('guess').replaceChildren();
      $('classes').replaceChildren();
      showItems();
      return;
    }
    $('work-title').textContent = nameOf(entry);
    $('work-title').title = entry.recording;
    $('place').textContent = `${at + 1} of ${list.items.length}`;
    $('why').textContent = `${timeOf(entry)}${entry.why ? ` · ${entry.why}` : ''}`;
    $('from').textContent = seconds(entry.start);
    $('to').textContent = seconds(entry.end);
    $('dark-picture').srcset = picture(entry.window, true);
    $('spectrogram').src = picture(entry.window);
    $('spectrogram').alt = `Spectrogram of ${nameOf(entry)}, ${timeOf(entry)}`;
    if (audio.dataset.window !== String(entry.window)) {
      audio.dataset.window = entry.window;
      audio.src = `sound?window=${entry.window}`;
      playing(false);
      moveHead();
    }
    showGuess(entry);
    showClasses(entry);
    showItems();
    const following = list.items[at + 1];
    if (following) {
      // The next picture is drawn while this one is looked at.
      new Image().src = picture(following.window, matchMedia('(prefers-color-scheme: dark)').matches);
    }
  }

  function showGuess(entry) {
    const box = $('guess');
    if (!entry.guess) {
      box.replaceChildren(
        element('small', {textContent: 'No guess yet: it has not learnt from your labels.'})
      );
      $('not').disabled = true;
      return;
    }
    const {name, probability, second} = entry.guess;
    const bar = element('i');
    bar.style.width = `${100 * probability}%`;
    box.replaceChildren(
      element('small', {textContent: 'It guesses'}),
      element('b', {textContent: name}),
      element('div', {className: 'meter', ariaHidden: 'true'}, bar),
      element('small', {
        textContent: percent(probability) + (second ? `, or ${second.name} ${percent(second.probability)}` : ''),
      })
    );
    $('not').firstChild.textContent = `Not ${name} `;
  }

  function showClasses(entry) {
    $('classes').replaceChildren(
      ...state.classes.map((each, index) => {
        const key = index < MOST_KEYS ? String(index + 1) : '';
        const button = element(
          'button',
          {
            type: 'button',
            className: [
              entry.guess?.name === each.name ? 'guessed' : '',
              entry.not.includes(each.name) ? 'denied' : '',
            ].join(' '),
            ariaPressed: String(entry.label === each.name),
            ariaLabel: `${each.name}, ${plural(each.yes, 'label')}`,
          },
          ...(key ? [element('kbd', {textContent: key})] : []),
          element('span', {textContent: each.name}),
          element('small', {textContent: each.yes})
        );
        if (key) {
          button.setAttribute('aria-keyshortcuts', key);
        }
        button.addEventListener('click', () => answer('yes', each.name));
        return button;
      })
    );
  }

  function showItems() {
    $('list-title').textContent = list.title ?? '';
    $('list-note').textContent = list.note ?? '';
    const old = $('items');
    // The pictures stay; only texts change while a list is worked through.
    if (old.dataset.list !== String(list.number)) {
      old.dataset.list = list.number;
      old.replaceChildren(
        ...list.items.map((entry, index) => {
          const button = element(
            'button',
            {type: 'button'},
            pictureOf(entry.window, ''),
            element('b'),
            element('span')
          );
          button.addEventListener('click', () => go(index));
          return element('li', {}, button);
        })
      );
    }
    [...old.children].forEach((row, index) => {
      const entry = list.items[index];
      const [name, detail] = [row.querySelector('b'), row.querySelector('span')];
      row.classList.toggle('done', Boolean(entry.label));
      row.firstChild.setAttribute('aria-current', String(index === at));
      name.textContent = entry.label
        ? `✓ ${entry.label}`
        : entry.skipped
          ? 'skipped'
          : entry.not.length
            ? `not ${entry.not.join(', ')}`
            : entry.guess
              ? `${entry.guess.name} ${percent(entry.guess.probability)}`
              : 'no guess yet';
      detail.textContent = `${nameOf(entry)}, ${+entry.start.toFixed(2)}\u00a0s`;
    });
    old.children[at]?.scrollIntoView({block: 'nearest'});
    for (const button of document.querySelectorAll('[data-list]')) {
      button.setAttribute('aria-current', String(button.dataset.list === list.kind));
    }
  }

  // ---- Answers ----

  function go(index) {
    if (index < 0 || index > list.items.length) {
      return;
    }
    at = index;
    showItem();
    if (item() && $('at-once').checked) {
      play();
    }
  }

  /** Takes over what the server says of a window, wherever it is listed. */
  function take(result) {
    state = result.state;
    for (const entry of list.items) {
      if (entry.window === result.item.window) {
        Object.assign(entry, result.item, {why: entry.why});
      }
    }
    $('learn-line').textContent = learning ? $('learn-line').textContent : '';
    showCounts();
  }

  function answer(kind, name) {
    return then(async () => {
      const entry = item();
      if (!entry) {
        return;
      }
      say('Saving…');
      const result = await post('api/label', {window: entry.window, answer: kind, class: name ?? ''});
      take(result);
      entry.skipped = false;
      say(result.saved, 'saved');
      go(at + 1);
    });
  }

  const denyGuess = () => item()?.guess && answer('no', item().guess.name);

  function skip() {
    return then(async () => {
      const entry = item();
      if (!entry) {
        return;
      }
      await post('api/skip', {window: entry.window});
      entry.skipped = true;
      say('Skipped: it is not suggested again while this server runs.');
      go(at + 1);
    });
  }

  function undo() {
    return then(async () => {
      if (!state.undo) {
        say('Nothing to take back.');
        return;
      }
      const result = await post('api/undo');
      take(result);
      const index = list.items.findIndex(entry => entry.window === result.item.window);
      if (index >= 0) {
        go(index);
      } else {
        showItem();
      }
      say(result.saved, 'saved');
    });
  }

  let lists = 0;

  function show(found) {
    list = {...found, number: ++lists};
    at = 0;
    showItem();
    say(list.items.length ? `${list.title}: ${plural(list.items.length, 'window')}.` : list.note);
  }

  function open(kind, more) {
    return then(async () => {
      const query = new URLSearchParams({kind, ...more});
      show(await ask(`api/list?${query}`));
    });
  }

  function openList(kind) {
    switch (kind) {
      case 'like':
        return item() && open(kind, {window: item().window});
      case 'sure':
      case 'unsure':
      case 'like-class':
        return open(kind, {class: $('class-choice').value});
      default:
        return open(kind);
    }
  }

  function searchFile(file) {
    return then(async () => {
      say(`Listening to ${file.name}…`);
      show(
        await ask(`api/search?name=${encodeURIComponent(file.name)}`, {
          method: 'POST',
          headers: {'Content-Type': 'application/octet-stream'},
          body: file,
        })
      );
    });
  }

  // ---- Learning ----

  const wait = time => new Promise(done => setTimeout(done, time));

  function learnLine(text, failed) {
    $('learn-line').textContent = text;
    $('learn-line').classList.toggle('failed', Boolean(failed));
  }

  async function learn() {
    if (learning || $('learn').disabled) {
      return;
    }
    learning = true;
    $('learn').disabled = true;
    $('progress').hidden = false;
    $('progress').value = 0;
    try {
      await post('api/learn');
      await watch();
    } catch (error) {
      learnLine(error.message, true);
    } finally {
      learning = false;
      $('progress').hidden = true;
      showCounts();
    }
  }

  async function watch() {
    for (;;) {
      const now = await ask('api/learning');
      learnLine(now.text, now.failed);
      $('progress').value = now.done;
      if (!now.running) {
        if (!now.failed) {
          await results();
          state = await ask('api/state');
          await then(refresh);
        }
        return;
      }
      await wait(POLL);
    }
  }

  /** New guesses for the list that is being worked through. */
  async function refresh() {
    const windows = list.items.map(entry => entry.window);
    if (windows.length) {
      const {items} = await post('api/items', {windows});
      items.forEach((entry, index) => Object.assign(list.items[index], entry, {why: list.items[index].why}));
    }
    showItem();
  }

  async function results() {
    const {html, charts} = await ask('api/results');
    const box = $('results');
    for (const plot of box.querySelectorAll('.plot > div')) {
      echarts.dispose(plot);
    }
    // Made by the server, with all names escaped.
    box.innerHTML = html;
    earshotCharts(charts, box);
  }

  // ---- Keys and buttons ----

  const KEYS = {
    ' ': play,
    p: play,
    n: denyGuess,
    0: () => answer('other'),
    s: skip,
    u: undo,
    z: undo,
    arrowright: () => go(Math.min(at + 1, list.items.length)),
    j: () => go(Math.min(at + 1, list.items.length)),
    arrowleft: () => go(at - 1),
    k: () => go(at - 1),
    f: () => openList('like'),
    g: () => openList('suggest'),
    l: learn,
    c: () => $('new-name').focus(),
    '?': () => $('help').showModal(),
  };

  const types = target => target.closest('input:not([type="range"], [type="checkbox"]), select, textarea');

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || $('help').open) {
      return;
    }
    if (types(event.target)) {
      if (event.key === 'Escape') {
        $('work').focus();
      }
      return;
    }
    const key = event.key.toLowerCase();
    // A button that has the focus is pressed by the space bar, as everywhere.
    if (key === ' ' && event.target.closest('button, input, summary, a')) {
      return;
    }
    if (key.startsWith('arrow') && event.target.closest('input')) {
      return;
    }
    const number = Number(key);
    const named = /^[1-9]$/.test(key) ? state.classes[number - 1] : undefined;
    const action = named ? () => answer('yes', named.name) : KEYS[key];
    if (action) {
      event.preventDefault();
      action();
    }
  });

  const press = (id, action) => $(id).addEventListener('click', action);
  press('play', play);
  press('not', denyGuess);
  press('else', () => answer('other'));
  press('skip', skip);
  press('undo', undo);
  press('learn', learn);
  press('help-open', () => $('help').showModal());
  press('picture', event => {
    const box = $('picture').getBoundingClientRect();
    seek((event.clientX - box.left) / box.width);
  });
  $('seek').addEventListener('input', event => seek(event.target.value / 1000));
  for (const button of document.querySelectorAll('[data-list]')) {
    button.addEventListener('click', () => openList(button.dataset.list));
  }
  $('new-class').addEventListener('submit', event => {
    event.preventDefault();
    const name = $('new-name').value.trim();
    if (!name) {
      say('Type the name of a class first.', 'failed');
      return;
    }
    $('new-name').value = '';
    $('work').focus();
    answer('yes', name);
  });
  $('file').addEventListener('change', event => {
    const [file] = event.target.files;
    event.target.value = '';
    if (file) {
      searchFile(file);
    }
  });
  // Leaving and entering inner elements comes in pairs.
  let inside = 0;
  const dropping = on => ($('drop').hidden = !on);
  document.addEventListener('dragenter', event => {
    event.preventDefault();
    dropping(++inside > 0);
  });
  document.addEventListener('dragleave', () => dropping(--inside > 0));
  document.addEventListener('dragover', event => event.preventDefault());
  document.addEventListener('drop', event => {
    event.preventDefault();
    inside = 0;
    dropping(false);
    const [file] = event.dataTransfer.files;
    if (file) {
      searchFile(file);
    }
  });

  then(async () => {
    state = await ask('api/state');
    showCounts();
    await results();
    if (state.learning) {
      learning = true;
      $('progress').hidden = false;
      watch().finally(() => {
        learning = false;
        $('progress').hidden = true;
        showCounts();
      });
    }
    show(await ask('api/list?kind=suggest'));
    $('work').focus({preventScroll: true});
  });
})();

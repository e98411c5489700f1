// Draws the page's chart data with ECharts. Colours are CSS variables, so light, dark and print need
// no redrawing; a figure is redrawn only when its width changes.
'use strict';
(() => {
  const font = getComputedStyle(document.body).fontFamily;
  const INK = 'var(--ink)';
  const MUTED = 'var(--muted)';
  const RULE = 'var(--rule)';
  const PAPER = 'var(--paper)';
  const COLOURS = 10;
  const SYMBOLS = ['circle', 'diamond', 'triangle', 'rect'];
  const SHAPES = [
    '<circle cx="5" cy="5" r="4.5"/>',
    '<path d="M5 0 10 5 5 10 0 5z"/>',
    '<path d="M5 .5 9.8 9.5H.2z"/>',
    '<path d="M1 1h8v8H1z"/>',
    '<path d="M0 4h4v2H0zM6 4h4v2H6z"/>',
  ];
  const DASHES = 4;
  const small = {fontFamily: font, fontSize: 12};
  const escaped = echarts.format.encodeHTML;

  const colour = index => `var(--c${index % COLOURS})`;
  const kindOf = index => Math.floor(index / COLOURS) % SYMBOLS.length;

  const ruler = document.createElement('canvas').getContext('2d');
  const widthOf = (text, size) => {
    ruler.font = `${size}px ${font}`;
    return ruler.measureText(text).width;
  };
  const widest = (texts, size) => Math.ceil(Math.max(0, ...texts.map(text => widthOf(text, size))));

  /** The text, shortened with an ellipsis if it is wider than this. */
  function fitted(text, width, size) {
    if (widthOf(text, size) <= width) {
      return text;
    }
    let end = text.length;
    while (end > 1 && widthOf(text.slice(0, end) + '…', size) > width) {
      end--;
    }
    return text.slice(0, end) + '…';
  }

  const isPercent = axis => axis.scale === 'FULL_PERCENT' || axis.scale === 'PERCENT';
  const percent = (value, digits) => `${(100 * value).toFixed(digits)} %`;
  const number = value =>
    Math.abs(value) >= 1000 ? String(Math.round(value)) : String(+value.toPrecision(3));
  const written = (axis, value) => (isPercent(axis) ? percent(value, 1) : number(value));
  const spread = (axis, [value, low, high]) =>
    written(axis, value) + (low < high ? ` (${written(axis, low)} to ${written(axis, high)})` : '');

  function axisOf(axis, more) {
    const whole = axis.scale === 'FULL_PERCENT';
    return {
      type: axis.scale === 'LOG' ? 'log' : 'value',
      min: whole ? 0 : undefined,
      // Percentages end at 100 %, even where ECharts would continue to a rounder number.
      max: whole ? 1 : isPercent(axis) ? ({max}) => (max > 0.8 && max <= 1 ? 1 : null) : undefined,
      scale: true,
      splitNumber: 4,
      interval: whole ? 0.25 : undefined,
      axisLine: {show: false},
      axisTick: {show: false},
      minorTick: {show: false},
      splitLine: {lineStyle: {color: RULE}},
      axisLabel: {
        ...small,
        color: MUTED,
        hideOverlap: true,
        formatter: value => (isPercent(axis) ? percent(value, 0) : number(value)),
      },
      ...more,
    };
  }

  const named = axis => ({
    name: axis.name,
    nameLocation: 'middle',
    nameGap: 28,
    nameTextStyle: {...small, color: MUTED},
  });

  /** An interval, clipped to its axis. */
  const within = (axis, [value, low, high]) =>
    axis.scale === 'FULL_PERCENT' ? [value, Math.max(0, low), Math.min(1, high)] : [value, low, high];

  /** A line from low to high with a short bar at each end. */
  function whisker(from, to, across, stroke) {
    const [dx, dy] = across;
    const line = (x1, y1, x2, y2) => ({
      type: 'line',
      shape: {x1, y1, x2, y2},
      style: {stroke, lineWidth: 1.25},
    });
    return {
      type: 'group',
      children: [
        line(from[0], from[1], to[0], to[1]),
        line(from[0] - dx, from[1] - dy, from[0] + dx, from[1] + dy),
        line(to[0] - dx, to[1] - dy, to[0] + dx, to[1] + dy),
      ],
    };
  }

  const tip = (title, ...lines) =>
    `<div class="tip"><b>${escaped(title)}</b>${lines
      .filter(line => line)
      .map(line => `<br>${escaped(line)}`)
      .join('')}</div>`;

  /** The distinct names of a chart's groups; each gets a colour. */
  const distinct = names => [...new Set(names)];

  function lineChart(spec, width) {
    const names = distinct(spec.lines.filter(l => l.weight !== 'REFERENCE').map(l => l.name));
    const stroke = line =>
      line.weight === 'REFERENCE' ? MUTED : colour(names.indexOf(line.name));
    const series = spec.lines.map(line => {
      const faint = line.weight === 'FAINT';
      const look = {
        color: stroke(line),
        width: line.weight === 'MAIN' ? 2 : 1,
        opacity: faint ? 0.35 : 1,
        type: line.weight === 'REFERENCE' ? [4, 4] : 'solid',
      };
      const few = line.weight === 'MAIN' && line.points.length <= 30;
      return {
        type: 'line',
        name: line.name,
        data: line.points.map(point => [point.x, point.y[0]]),
        symbol: SYMBOLS[kindOf(Math.max(0, names.indexOf(line.name)))],
        symbolSize: 6,
        showSymbol: few,
        silent: line.weight !== 'MAIN',
        lineStyle: look,
        itemStyle: {color: look.color},
        emphasis: {focus: 'series', lineStyle: look, itemStyle: {color: look.color}},
        blur: {lineStyle: {opacity: 0.15}, itemStyle: {opacity: 0.15}},
        z: line.weight === 'MAIN' ? 3 : 2,
      };
    });
    if (series.length && spec.rules.length) {
      series[0].markLine = {
        silent: true,
        symbol: 'none',
        lineStyle: {color: MUTED, type: 'solid', width: 1},
        label: {...small, color: MUTED},
        data: spec.rules.map(rule => ({xAxis: rule.x, label: {formatter: rule.label}})),
      };
    }
    for (const line of spec.lines) {
      const wide = line.points
        .map(({x, y}) => [x, ...within(spec.y, y).slice(1)])
        .filter(([, low, high]) => low < high);
      if (wide.length) {
        series.push({
          type: 'custom',
          name: line.name,
          silent: true,
          data: wide,
          renderItem: (params, api) =>
            whisker(
              api.coord([api.value(0), api.value(1)]),
              api.coord([api.value(0), api.value(2)]),
              [3, 0],
              stroke(line)
            ),
        });
      }
    }
    const main = spec.lines.filter(line => line.weight === 'MAIN');
    return {
      height: width < 480 ? 220 : 260,
      above: spec.y.name,
      legend: distinct(spec.lines.map(line => line.name)).map(name => ({
        name,
        colour: names.includes(name) ? colour(names.indexOf(name)) : MUTED,
        shape: names.includes(name) ? kindOf(names.indexOf(name)) : DASHES,
      })),
      option: {
        grid: {
          left: 4,
          right: 24,
          top: spec.rules.length ? 26 : 12,
          bottom: spec.x.name ? 30 : 6,
          containLabel: true,
        },
        xAxis: axisOf(spec.x, {...named(spec.x), splitLine: {show: false}}),
        yAxis: axisOf(spec.y, {}),
        series,
        tooltip: {
          trigger: 'axis',
          axisPointer: {type: 'line', lineStyle: {color: RULE}},
          formatter: params => {
            const at = params[0].axisValue;
            const lines = main.map(line => {
              const point = line.points.reduce((best, next) =>
                Math.abs(next.x - at) < Math.abs(best.x - at) ? next : best
              );
              return `${line.name}: ${spread(spec.y, point.y)}`;
            });
            return tip(`${spec.x.name} ${written(spec.x, at)}`, ...lines);
          },
        },
      },
    };
  }

  function barChart(spec, width) {
    const many = spec.bars.length;
    const gaps = {barGap: '12%', barCategoryGap: '28%'};
    const detailWidth = widest(spec.categories.map(c => c.detail), 12);
    const room = Math.floor(0.42 * width) - detailWidth;
    const label = spec.categories.map(c =>
      fitted(c.name, room, 12).replace(/[{}|]/g, ' ')
    );
    const rowHeight = many === 1 ? 22 : 10 + 13 * many;
    const values = index => written(spec.x, spec.bars[0].values[index][0]);
    const category = {
      type: 'category',
      inverse: true,
      data: label.map((text, index) => String(index)),
      axisLine: {show: false},
      axisTick: {show: false},
      splitLine: {show: false},
    };
    const series = spec.bars.map((bars, index) => ({
      type: 'bar',
      name: bars.name,
      ...gaps,
      data: bars.values.map(value => value[0]),
      itemStyle: {color: colour(index)},
      emphasis: {focus: 'series', itemStyle: {color: colour(index)}},
      blur: {itemStyle: {opacity: 0.2}},
    }));
    spec.bars.forEach((bars, index) => {
      const wide = bars.values
        .map((value, row) => [row, ...within(spec.x, value).slice(1)])
        .filter(([, low, high]) => low < high);
      if (wide.length) {
        series.push({
          type: 'custom',
          name: bars.name,
          silent: true,
          data: wide,
          encode: {x: [1, 2], y: 0},
          renderItem: (params, api) => {
            const place = api.barLayout({...gaps, count: many})[index].offsetCenter;
            const from = api.coord([api.value(1), api.value(0)]);
            const to = api.coord([api.value(2), api.value(0)]);
            return whisker([from[0], from[1] + place], [to[0], to[1] + place], [0, 3], INK);
          },
        });
      }
    });
    return {
      height: spec.categories.length * rowHeight + (spec.x.name ? 52 : 28),
      legend: spec.bars.map((bars, index) => ({name: bars.name, colour: colour(index), shape: 3})),
      option: {
        grid: {
          left: widest(label, 12) + (detailWidth ? detailWidth + 12 : 0) + 10,
          right: many === 1 ? 62 : 16,
          top: 4,
          bottom: spec.x.name ? 48 : 24,
        },
        xAxis: axisOf(spec.x, {
          ...named(spec.x),
          scale: false,
          min: whole(spec),
          ...(spec.x.scale === 'FULL_PERCENT' && width < 420 ? {interval: 0.5} : {}),
        }),
        yAxis: [
          {
            ...category,
            axisLabel: {
              ...small,
              interval: 0,
              color: INK,
              formatter: index =>
                `{name|${label[index]}}` +
                (detailWidth ? `{detail|${spec.categories[index].detail}}` : ''),
              rich: {
                name: {...small, color: INK},
                detail: {...small, color: MUTED, width: detailWidth + 12, align: 'right'},
              },
            },
          },
          {
            ...category,
            position: 'right',
            show: many === 1,
            axisLabel: {...small, interval: 0, color: MUTED, formatter: index => values(index)},
          },
        ],
        series,
        tooltip: {
          trigger: 'axis',
          axisPointer: {type: 'none'},
          formatter: params => {
            const row = params[0].dataIndex;
            const {name, detail} = spec.categories[row];
            return tip(
              detail ? `${name} (${detail})` : name,
              ...spec.bars.map(bars => `${bars.name}: ${spread(spec.x, bars.values[row])}`)
            );
          },
        },
      },
    };
  }

  /** Bars begin at 0, or below it if a value is negative. */
  const whole = spec =>
    spec.bars.every(bars => bars.values.every(value => Math.min(value[0], value[1]) >= 0))
      ? 0
      : undefined;

  function heatMap(spec, width) {
    const columns = spec.columns.length;
    const longest = Math.min(130, Math.floor(0.34 * width));
    const rowNames = spec.rows.map(name => fitted(name, longest, 12));
    const columnNames = spec.columns.map(name => fitted(name, longest, 12));
    const left = widest(rowNames, 12) + 10;
    const cell = Math.max(15, Math.min(44, Math.floor((width - left - 4) / columns)));
    const upright = widest(columnNames, 12) < cell - 4;
    const top = upright ? 24 : widest(columnNames, 12) + 12;
    const size = Math.min(12, Math.floor(0.52 * cell));
    const data = spec.cells.flatMap((row, y) =>
      row.map((entry, x) => ({value: [x, y, entry.depth], entry}))
    );
    const look = {axisLine: {show: false}, axisTick: {show: false}, splitLine: {show: false}};
    const names = {...small, interval: 0, color: INK};
    return {
      width: left + columns * cell + 4,
      height: top + spec.rows.length * cell + 4,
      above: `Rows: ${spec.rowName}. Columns: ${spec.columnName}.`,
      legend: [],
      option: {
        grid: {left, top, width: columns * cell, height: spec.rows.length * cell},
        xAxis: {
          type: 'category',
          position: 'top',
          data: columnNames.map((name, index) => String(index)),
          ...look,
          axisLabel: {...names, rotate: upright ? 0 : 90, formatter: index => columnNames[index]},
        },
        yAxis: {
          type: 'category',
          inverse: true,
          data: rowNames.map((name, index) => String(index)),
          ...look,
          axisLabel: {...names, formatter: index => rowNames[index]},
        },
        series: [
          {
            type: 'custom',
            data,
            renderItem: (params, api) => {
              const {entry} = data[params.dataIndex];
              const [x, y] = api.coord([api.value(0), api.value(1)]);
              const side = cell - 1.5;
              const share = Math.round(100 * entry.depth);
              return {
                type: 'group',
                children: [
                  {
                    type: 'rect',
                    shape: {x: x - side / 2, y: y - side / 2, width: side, height: side, r: 2},
                    style: {
                      fill: `color-mix(in oklab, var(--accent) ${share}%, var(--empty))`,
                    },
                  },
                  {
                    type: 'text',
                    silent: true,
                    style: {
                      text: widthOf(entry.text, size) < cell - 2 ? entry.text : '',
                      x,
                      y,
                      align: 'center',
                      verticalAlign: 'middle',
                      font: `${size}px ${font}`,
                      fill: entry.depth > 0.68 ? PAPER : INK,
                    },
                  },
                ],
              };
            },
          },
        ],
        tooltip: {
          formatter: ({dataIndex}) => {
            const [x, y] = data[dataIndex].value;
            return tip(
              `${spec.rowName}: ${spec.rows[y]}`,
              `${spec.columnName}: ${spec.columns[x]}`,
              data[dataIndex].entry.detail
            );
          },
        },
      },
    };
  }

  function scatterChart(spec, width) {
    const height = Math.round(Math.min(620, Math.max(320, 0.75 * width)));
    const dots = spec.groups.flatMap(group => group.dots);
    const size = dots.length > 1000 ? 5 : dots.length > 300 ? 6.5 : 8;
    const range = key => {
      const all = dots.map(dot => dot[key]);
      return [Math.min(...all), Math.max(...all)];
    };
    const [left, right] = range('x');
    const [low, high] = range('y');
    const margin = 12;
    const unit =
      Math.max((right - left) / (width - 2 * margin), (high - low) / (height - 2 * margin)) || 1;
    const around = (from, to, pixels) => ({
      type: 'value',
      show: false,
      min: (from + to) / 2 - (unit * pixels) / 2,
      max: (from + to) / 2 + (unit * pixels) / 2,
    });
    const series = spec.groups.map((group, index) => ({
      type: 'scatter',
      name: group.name,
      symbol: SYMBOLS[kindOf(index)],
      symbolSize: size,
      itemStyle: {color: colour(index)},
      emphasis: {focus: 'series', itemStyle: {color: colour(index), opacity: 1}},
      blur: {itemStyle: {opacity: 0.08}},
      data: group.dots.map(dot => ({
        value: [dot.x, dot.y],
        dot,
        itemStyle: {opacity: dot.strong ? 0.95 : 0.3},
      })),
    }));
    series.push({
      type: 'scatter',
      name: '',
      silent: true,
      symbolSize: 0.1,
      z: 5,
      itemStyle: {color: 'transparent'},
      labelLayout: ({labelRect: {x, width: wide}}) => ({
        dx: Math.max(2 - x, Math.min(0, width - 2 - x - wide)),
        hideOverlap: true,
      }),
      data: spec.groups
        .filter(group => group.dots.length)
        .map(group => ({
          value: middle(group.dots),
          label: {
            ...small,
            show: true,
            position: 'inside',
            formatter: () => fitted(group.name, 0.3 * width, 12),
            fontWeight: 600,
            color: INK,
            textBorderColor: PAPER,
            textBorderWidth: 3.5,
          },
        })),
    });
    return {
      height,
      legend: spec.groups.map((group, index) => ({
        name: group.name,
        colour: colour(index),
        shape: kindOf(index),
      })),
      option: {
        grid: {left: 0, right: 0, top: 0, bottom: 0},
        xAxis: around(left, right, width),
        yAxis: around(low, high, height),
        series,
        tooltip: {
          formatter: ({data, seriesName}) =>
            tip(data.dot.label, ...distinct([seriesName, data.dot.detail])),
        },
      },
    };
  }

  /** The dot nearest to the median: a place inside the group. */
  function middle(dots) {
    const median = key => dots.map(dot => dot[key]).sort((a, b) => a - b)[dots.length >> 1];
    const x = median('x');
    const y = median('y');
    const far = dot => (dot.x - x) ** 2 + (dot.y - y) ** 2;
    const best = dots.reduce((nearest, dot) => (far(dot) < far(nearest) ? dot : nearest));
    return [best.x, best.y];
  }

  const DRAWN = {
    LineChart: lineChart,
    BarChart: barChart,
    HeatMap: heatMap,
    ScatterChart: scatterChart,
  };

  /** The legend; pointing at or pressing a name highlights its group. */
  function addLegend(figure, plot, entries, chart) {
    if (entries.length < 2) {
      return;
    }
    const list = document.createElement('ul');
    list.className = 'legend';
    for (const {name, colour: fill, shape} of entries) {
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-pressed', 'false');
      button.innerHTML = `<svg width="10" height="10" aria-hidden="true" style="fill:${fill}">${SHAPES[shape]}</svg>`;
      button.append(name);
      const show = on =>
        chart.dispatchAction({type: on ? 'highlight' : 'downplay', seriesName: name});
      const pressed = () => button.getAttribute('aria-pressed') === 'true';
      button.addEventListener('pointerenter', () => show(true));
      button.addEventListener('pointerleave', () => pressed() || show(false));
      button.addEventListener('click', () => {
        const on = !pressed();
        for (const other of list.querySelectorAll('button')) {
          other.setAttribute('aria-pressed', 'false');
        }
        chart.dispatchAction({type: 'downplay'});
        button.setAttribute('aria-pressed', String(on));
        show(on);
      });
      list.appendChild(document.createElement('li')).append(button);
    }
    figure.insertBefore(list, plot);
  }

  function draw(figure, spec) {
    const plot = figure.querySelector('.plot');
    const width = Math.floor(plot.clientWidth);
    const made = DRAWN[spec.kind](spec, width);
    const box = plot.firstElementChild ?? plot.appendChild(document.createElement('div'));
    const shownWidth = made.width ?? width;
    box.style.width = `${shownWidth}px`;
    box.style.height = `${made.height}px`;
    let chart = echarts.getInstanceByDom(box);
    if (chart) {
      chart.resize();
    } else {
      chart = echarts.init(box, null, {renderer: 'svg'});
      if (made.above) {
        const above = document.createElement('p');
        above.className = 'axis';
        above.textContent = made.above;
        figure.insertBefore(above, plot);
      }
      addLegend(figure, plot, made.legend, chart);
    }
    const option = made.option;
    option.animation = false;
    option.textStyle = {fontFamily: font};
    option.tooltip = {
      confine: true,
      backgroundColor: 'var(--card)',
      borderColor: RULE,
      textStyle: {...small, color: INK},
      extraCssText: 'box-shadow: 0 2px 10px rgb(0 0 0 / 0.15)',
      ...option.tooltip,
    };
    chart.setOption(option, true);
    const svg = box.querySelector('svg');
    // Lets the drawing scale in print; ECharts does not set this.
    svg.setAttribute('viewBox', `0 0 ${shownWidth} ${made.height}`);
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', spec.title);
    return width;
  }

  /** Draws each figure of a part of the page by the data of its number. */
  function drawAll(specs, part) {
    for (const figure of part.querySelectorAll('figure[data-chart]')) {
      let drawn = 0;
      const again = () => {
        const plot = figure.querySelector('.plot');
        if (Math.floor(plot.clientWidth) === drawn) {
          return;
        }
        try {
          drawn = draw(figure, specs[figure.dataset.chart]);
        } catch (error) {
          plot.classList.add('failed');
          plot.textContent = `This chart could not be drawn: ${error.message}`;
          reportError(error);
        }
      };
      again();
      new ResizeObserver(() => requestAnimationFrame(again)).observe(figure);
    }
  }

  // For pages whose charts come later.
  globalThis.earshotCharts = drawAll;
  const charts = document.getElementById('charts');
  if (charts) {
    drawAll(JSON.parse(charts.textContent), document);
  }
})();

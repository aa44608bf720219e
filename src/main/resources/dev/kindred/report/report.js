// Hands the numbers in #drawn to ECharts, in the colours of the page's style.
(() => {
  'use strict';
  const drawn = JSON.parse(document.getElementById('drawn').textContent);
  const said = document.getElementById('said');
  const root = document.documentElement;
  const symbols = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'arrow', 'pin'];
  const strokes = ['solid', [8, 4], [2, 3], [12, 3, 2, 3], [5, 5], [1, 4], [16, 4]];

  const colour = name => getComputedStyle(root).getPropertyValue(name).trim();
  const series = i => colour('--c' + (i % 7));
  const finite = v => typeof v === 'number' && isFinite(v);
  const text = v => !finite(v) ? '–'
    : Math.abs(v) >= 1000 ? v.toLocaleString('en-US', {maximumFractionDigits: 0})
    : String(+v.toPrecision(4));
  const say = words => { said.textContent = words; };

  function element(tag, kind, words) {
    const made = document.createElement(tag);
    made.className = kind;
    made.textContent = words;
    return made;
  }

  // Lines of a tooltip as elements, never as markup: names come from outside.
  function tip(lines) {
    const box = element('div', 'tip', '');
    lines.forEach(line => {
      const row = box.appendChild(element('div', '', line));
      row.dir = 'auto';
    });
    return box;
  }

  function axis(type, name, more) {
    const soft = colour('--soft');
    return Object.assign({
      type, name, nameLocation: 'middle', nameGap: 28, nameTextStyle: {color: soft},
      axisLine: {lineStyle: {color: soft}}, axisLabel: {color: soft, hideOverlap: true},
      splitLine: {lineStyle: {color: colour('--rule')}},
    }, more);
  }

  const vertical = (name, more) =>
    axis('value', name, Object.assign({
      nameLocation: 'end', nameGap: 12, axisLine: {show: false},
      nameTextStyle: {color: colour('--soft'), align: 'left', padding: [0, 0, 0, -34]},
    }, more));

  function base() {
    return {
      animation: false, textStyle: {color: colour('--text'), fontFamily: 'system-ui, sans-serif'},
      grid: {left: 12, right: 20, top: 64, bottom: 36, containLabel: true},
      legend: {
        type: 'scroll', top: 0, left: 0, textStyle: {color: colour('--text')},
        inactiveColor: colour('--soft'), pageTextStyle: {color: colour('--text')},
        pageIconColor: colour('--text'), icon: undefined,
      },
      tooltip: {
        confine: true, backgroundColor: colour('--card'), borderColor: colour('--soft'),
        textStyle: {color: colour('--text'), fontSize: 13},
      },
    };
  }

  const point = p => finite(p[2]) && finite(p[3])
    ? `${text(p[1])} (${text(p[2])} to ${text(p[3])})` : text(p[1]);

  // Room for intervals and levels too, which ECharts does not look at; round ends.
  function range(spec) {
    const all = spec.lines.flatMap(l => l.points.flatMap(p => p.slice(1)))
      .concat(spec.levels.map(l => l[1])).filter(finite);
    if (!all.length) return {min: 0, max: 1};
    const low = Math.min(...all), high = Math.max(...all);
    const gap = high - low || Math.abs(high) || 1;
    const power = Math.pow(10, Math.floor(Math.log10(gap / 4)));
    const step = [1, 2, 2.5, 5, 10].map(s => s * power).find(s => s >= gap / 4);
    const end = v => +v.toPrecision(12);
    return {
      min: end(Math.floor(low / step + 1e-9) * step), interval: end(step),
      max: end(Math.max(Math.ceil(high / step - 1e-9), Math.floor(low / step) + 1) * step),
    };
  }

  function lines(spec) {
    const options = base();
    options.xAxis = axis('value', spec.x, {splitLine: {show: false}, axisLabel: {
      color: colour('--soft'), hideOverlap: true, formatter: text}});
    options.yAxis = vertical(spec.y, Object.assign(range(spec), {axisLabel: {
      color: colour('--soft'), formatter: text}}));
    options.tooltip.trigger = 'axis';
    options.tooltip.formatter = at => tip([`${spec.x}: ${text(at[0].data[0])}`].concat(
      at.map(one => `${one.seriesName}: ${point(one.data)}`)));
    options.series = spec.lines.map((line, i) => ({
      type: 'line', name: line.name, data: line.points, encode: {x: 0, y: 1},
      color: series(i), lineStyle: {width: 2, type: strokes[i % 7]}, connectNulls: false,
      symbol: symbols[i % 7], symbolSize: 7, showSymbol: line.points.length <= 40,
      showAllSymbol: true, markLine: {
        silent: true, symbol: 'none', label: {show: false},
        lineStyle: {color: series(i), type: 'solid', width: 4, opacity: 0.35},
        data: line.points.filter(p => finite(p[2]) && finite(p[3]))
          .map(p => [{coord: [p[0], p[2]]}, {coord: [p[0], p[3]]}]),
      },
    }));
    options.series.push(...spec.levels.map(([name, y]) => ({
      type: 'line', name, data: [], color: colour('--soft'), symbol: 'none',
      lineStyle: {type: 'dashed'}, markLine: {
        silent: true, symbol: 'none', data: [{yAxis: y}],
        lineStyle: {color: colour('--soft'), type: 'dashed'},
        label: {position: 'insideStartTop', color: colour('--text'),
          formatter: `${name} ${text(y)}`},
      },
    })));
    options.legend.data = spec.lines.map(l => l.name);
    const xs = [...new Set(spec.lines.flatMap(l => l.points.map(p => p[0])))].sort((a, b) => a - b);
    const stops = xs.map(x => ({
      words: `${spec.x} ${text(x)}: ` + spec.lines.map(l => [l.name, l.points.find(p => p[0] === x)])
        .filter(l => l[1]).map(([name, p]) => `${name} ${point(p)}`).join(', '),
      show: (() => {
        const i = spec.lines.findIndex(l => l.points.some(p => p[0] === x && finite(p[1])));
        return i < 0 ? null : {seriesIndex: i, dataIndex: spec.lines[i].points.findIndex(p => p[0] === x)};
      })(),
    }));
    return {options, stops};
  }

  function bars(spec) {
    const options = base();
    options.xAxis = axis('category', spec.x, {data: spec.names, axisTick: {alignWithLabel: true}});
    options.yAxis = vertical(spec.y);
    options.tooltip.trigger = 'axis';
    options.tooltip.axisPointer = {type: 'shadow'};
    options.tooltip.formatter = at => tip([at[0].name].concat(
      at.map(one => `${one.seriesName}: ${text(one.value)}`)));
    options.aria = {enabled: true, label: {enabled: false}, decal: {show: spec.parts.length > 1}};
    options.series = spec.parts.map((part, i) => ({
      type: 'bar', name: part.name, data: part.values, stack: 'all', color: series(i),
      barCategoryGap: '15%',
    }));
    if (spec.parts.length < 2) {
      options.legend = {show: false};
      options.grid.top = 36;
    }
    const stops = spec.names.map((name, i) => ({
      words: name + ': ' + spec.parts.map(p => `${p.name} ${text(p.values[i])}`).join(', '),
      show: {seriesIndex: 0, dataIndex: i},
    }));
    return {options, stops};
  }

  const named = (spec, p) => spec.classes[p[2]];
  const rank = p => p[4] === 1 ? 'nearest image: same class'
    : p[4] > 1 ? `nearest of its class: rank ${text(p[4])}` : 'no other image of its class';

  function thumbnail(place) {
    const picture = element('div', 't', '');
    const share = (at, of) => of > 1 ? 100 * at / (of - 1) + '%' : '0%';
    picture.style.backgroundPosition = share(place % drawn.columns, drawn.columns) + ' '
      + share(Math.floor(place / drawn.columns), drawn.rows);
    return picture;
  }

  function points(spec) {
    const options = base();
    const ends = {show: true, axisLabel: {show: false}, axisTick: {show: false}, nameGap: 10,
      scale: true, boundaryGap: ['3%', '3%'], splitLine: {show: false}};
    options.xAxis = axis('value', spec.x, ends);
    options.yAxis = axis('value', spec.y, ends);
    options.grid = {left: 30, right: 12, top: 36, bottom: 30};
    options.dataZoom = [{type: 'inside', xAxisIndex: 0, filterMode: 'none', zoomOnMouseWheel: 'ctrl'},
      {type: 'inside', yAxisIndex: 0, filterMode: 'none', zoomOnMouseWheel: 'ctrl'}];
    options.tooltip.trigger = 'item';
    options.tooltip.formatter = at => {
      const p = spec.points[at.data[2]];
      const box = tip([named(spec, p), rank(p)]);
      if (p[3] >= 0) box.prepend(thumbnail(p[3]));
      return box;
    };
    const some = (name, wanted, i, symbol) => ({
      type: 'scatter', name, symbol, symbolSize: 9, color: series(i),
      itemStyle: {opacity: 0.8, borderColor: colour('--card'), borderWidth: 0.5},
      data: spec.points.map((p, at) => [p[0], p[1], at]).filter(d => wanted(spec.points[d[2]])),
    });
    options.series = [
      some('nearest image: same class', p => p[4] === 1, 0, 'circle'),
      some('nearest image: other class', p => p[4] !== 1, 1, 'diamond'),
      {type: 'scatter', name: 'chosen class', id: 'chosen', data: [], silent: true, symbol: 'circle',
        symbolSize: 17, color: 'transparent',
        itemStyle: {borderColor: colour('--text'), borderWidth: 2}},
    ];
    options.legend.data = options.series.slice(0, 2).map(s => s.name);
    const places = new Map();
    options.series.slice(0, 2).forEach((s, seriesIndex) =>
      s.data.forEach((d, dataIndex) => places.set(d[2], {seriesIndex, dataIndex})));
    const stops = spec.points.map((p, i) => ({
      words: `${named(spec, p)}, ${rank(p)}`, show: places.get(i), x: p[0], y: p[1], of: p[2]}));
    return {options, stops, plane: true};
  }

  // Rings around all images of a class.
  function choose(chart, spec, of) {
    chart.setOption({series: [{id: 'chosen',
      data: spec.points.filter(p => p[2] === of).map(p => [p[0], p[1]])}]});
  }

  function finder(place, chart, spec) {
    const box = element('p', 'note finder', '');
    const label = box.appendChild(element('label', '', 'Show a class: '));
    const input = label.appendChild(document.createElement('input'));
    const list = box.appendChild(document.createElement('datalist'));
    list.id = place.id + '-classes';
    input.setAttribute('list', list.id);
    input.dir = 'auto';
    spec.classes.forEach(name => { list.appendChild(document.createElement('option')).value = name; });
    input.addEventListener('input', () => {
      const of = spec.classes.indexOf(input.value);
      choose(chart(), spec, of);
      if (of >= 0) {
        const all = spec.points.filter(p => p[2] === of);
        say(`${all.length} images of ${input.value}, nearest image of the same class for `
          + all.filter(p => p[4] === 1).length);
      }
    });
    place.before(box);
  }

  // Where an arrow key leads: along the values, or to the nearest image in that direction.
  function next(made, at, key) {
    const last = made.stops.length - 1;
    const ahead = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[key];
    if (key === 'Home' || (ahead && at < 0)) return 0;
    if (key === 'End') return last;
    if (!ahead) return -1;
    if (!made.plane) return Math.min(last, Math.max(0, at + (ahead[0] + ahead[1])));
    const from = made.stops[at];
    let best = at, least = Infinity;
    made.stops.forEach((to, i) => {
      const along = (to.x - from.x) * ahead[0] + (to.y - from.y) * ahead[1];
      const aside = Math.abs((to.x - from.x) * ahead[1]) + Math.abs((to.y - from.y) * ahead[0]);
      if (along > 0 && along + 2 * aside < least) {
        least = along + 2 * aside;
        best = i;
      }
    });
    return best;
  }

  function place(spec, i) {
    const dom = document.getElementById('chart-' + i);
    const makers = {lines, bars, points};
    let chart, made, at = -1;
    const draw = () => {
      if (chart) chart.dispose();
      dom.dataset.kind = spec.kind;
      made = makers[spec.kind](spec);
      chart = echarts.init(dom, null, {renderer: 'svg'});
      chart.setOption(made.options);
      if (made.plane) {
        chart.on('mouseover', e => { if (e.data) choose(chart, spec, spec.points[e.data[2]][2]); });
      }
      // The drawing is told by the words around it and by the table; its letters are not read out.
      dom.querySelectorAll('svg').forEach(svg => svg.setAttribute('aria-hidden', 'true'));
      dom.dataset.drawn = spec.kind;
    };
    draw();
    if (made.plane) finder(dom, () => chart, spec);
    dom.addEventListener('keydown', e => {
      if (e.key === 'Escape') {
        at = -1;
        chart.dispatchAction({type: 'hideTip'});
        return;
      }
      const to = made.stops.length ? next(made, at, e.key) : -1;
      if (to < 0) return;
      e.preventDefault();
      at = to;
      const stop = made.stops[at];
      say(stop.words);
      if (stop.show) chart.dispatchAction(Object.assign({type: 'showTip'}, stop.show));
      if (made.plane) choose(chart, spec, stop.of);
    });
    dom.addEventListener('blur', () => { at = -1; chart.dispatchAction({type: 'hideTip'}); });
    new ResizeObserver(() => chart.resize()).observe(dom);
    return draw;
  }

  const all = drawn.charts.map(place);
  const redraw = () => all.forEach(draw => draw());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  // Paper is white, whatever the screen.
  addEventListener('beforeprint', () => { root.classList.add('paper'); redraw(); });
  addEventListener('afterprint', () => { root.classList.remove('paper'); redraw(); });
})();

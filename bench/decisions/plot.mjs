// A line plot as SVG: panels side by side, one legend below each. Readable on light and dark pages.

const PANEL = { width: 420, height: 300, left: 52, right: 14, top: 34, bottom: 44 };
const LEGEND_ROW = 18;
const LEGEND_GAP = 16;

/**
 * `panels`: { title, xLabel, yLabel, x: [from, to, step], y: [from, to, step], lines: [{ label, colour, dash?, points }] },
 * points as [x, y]. Returns the text of the SVG file.
 */
export function plot(title, panels) {
  const rows = Math.max(...panels.map(({ lines }) => lines.length));
  const width = PANEL.width * panels.length;
  const height = PANEL.height + LEGEND_GAP + rows * LEGEND_ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escapeText(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...panels.flatMap((panel, index) => drawPanel(panel, PANEL.width * index)),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ title, xLabel, yLabel, x, y, lines }, offset) {
  const toX = scale(x, PANEL.left, PANEL.width - PANEL.right);
  const toY = scale(y, PANEL.height - PANEL.bottom, PANEL.top);
  const [left, right, bottom, top] = [toX(x[0]), toX(x[1]), toY(y[0]), toY(y[1])];
  return [
    `<g transform="translate(${offset} 0)" fill="#1f2328">`,
    `<text x="${left}" y="18" font-weight="600">${escapeText(title)}</text>`,
    ...ticks(y).map(
      (value) =>
        `<path d="M${left} ${toY(value)}H${right}" stroke="#d1d9e0"/><text x="${left - 6}" y="${toY(value) + 4}" text-anchor="end">${value}</text>`,
    ),
    ...ticks(x).map(
      (value) =>
        `<path d="M${toX(value)} ${bottom}V${top}" stroke="#eaeef2"/><text x="${toX(value)}" y="${bottom + 16}" text-anchor="middle">${signed(value)}</text>`,
    ),
    `<text x="${(left + right) / 2}" y="${bottom + 34}" text-anchor="middle">${escapeText(xLabel)}</text>`,
    `<text transform="translate(13 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeText(yLabel)}</text>`,
    ...lines.flatMap((line, row) => drawLine(line, toX, toY, row)),
    '</g>',
  ];
}

function drawLine({ label, colour, dash, points }, toX, toY, row) {
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${toX(x)} ${toY(y)}`).join('');
  const style = `fill="none" stroke="${colour}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}`;
  const legend = PANEL.height + LEGEND_GAP + row * LEGEND_ROW;
  return [
    `<path d="${path}" ${style}/>`,
    `<path d="M${PANEL.left} ${legend}h26" ${style}/><text x="${PANEL.left + 34}" y="${legend + 4}">${escapeText(label)}</text>`,
  ];
}

function scale([from, to], start, end) {
  return (value) => Number((start + ((value - from) / (to - from)) * (end - start)).toFixed(1));
}

function ticks([from, to, step]) {
  const count = Math.round((to - from) / step);
  return Array.from({ length: count + 1 }, (_, index) => Number((from + index * step).toFixed(6)));
}

function signed(value) {
  if (value === 0) return '0';
  return value > 0 ? `+${value}` : `−${-value}`;
}

function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

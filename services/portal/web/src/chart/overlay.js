// Lines over a chart that are no curves: limits of rules across, and the moments when an alert began and ended.

/** Draws them after the curves. */
export function limitsAndMarks(setup, colour) {
  return (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.strokeStyle = ctx.fillStyle = colour('--bad');
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    ctx.font = `${13 * devicePixelRatio}px system-ui, sans-serif`;
    for (const { at, unit, label } of setup().limits) {
      const y = plot.valToPos(at, unit, true);
      line(ctx, bbox.left, y, bbox.left + bbox.width, y);
      ctx.fillText(label, bbox.left + 6 * devicePixelRatio, y - 6 * devicePixelRatio);
    }
    ctx.strokeStyle = colour('--ink-soft');
    for (const at of setup().marks) {
      const x = plot.valToPos(at, 'x', true);
      if (x >= bbox.left && x <= bbox.left + bbox.width) line(ctx, x, bbox.top, x, bbox.top + bbox.height);
    }
    ctx.restore();
  };
}

function line(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

/** Points that have a value, of all curves. */
export function shownTimes({ curves }) {
  return curves.reduce((sum, curve) => sum + curve.means.filter((m) => m !== null).length, 0);
}

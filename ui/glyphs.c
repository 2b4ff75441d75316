#include "ui/glyphs.h"

typedef struct GlyphRow {
  const char *utf8, *ascii;
} GlyphRow;

static const GlyphRow glyph_table[GLYPH_COUNT] = {
  [GLYPH_MARKER] = { ">", ">" },    [GLYPH_EXPANDED] = { "▾", "-" },  [GLYPH_COLLAPSED] = { "▸", "+" },
  [GLYPH_DONE] = { "✓", "v" },      [GLYPH_BAD] = { "x", "x" },       [GLYPH_WARNING] = { "!", "!" },
  [GLYPH_WAITING] = { "·", "." },   [GLYPH_RUNNING] = { ">", ">" },   [GLYPH_CHOSEN] = { "•", "*" },
  [GLYPH_ARROW] = { "→", "->" },    [GLYPH_DOT] = { "·", "-" },       [GLYPH_ELLIPSIS] = { "…", "~" },
  [GLYPH_DOTS] = { "…", "..." },    [GLYPH_UP] = { "↑", "^" },        [GLYPH_DOWN] = { "↓", "v" },
  [GLYPH_LEFT] = { "←", "Left" },   [GLYPH_RIGHT] = { "→", "Right" }, [GLYPH_BAR_FULL] = { "█", "#" },
  [GLYPH_BAR_EMPTY] = { "░", "." }, [GLYPH_LINE] = { "━", "=" },      [GLYPH_AXIS] = { "┤", "|" },
  [GLYPH_CORNER] = { "└", "+" },
};

static const char *const eighths_utf8[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char *const eighths_ascii[] = { " ", " ", " ", ".", ".", ".", ".", "#", "#" };

static gboolean unicode_chosen;

void glyphs_init(gboolean unicode)
{
  unicode_chosen = unicode;
}

gboolean glyphs_unicode(void)
{
  return unicode_chosen;
}

const char *glyph(Glyph id)
{
  return unicode_chosen ? glyph_table[id].utf8 : glyph_table[id].ascii;
}

const char *glyph_eighths(int eighths)
{
  eighths = CLAMP(eighths, 0, 8);
  return unicode_chosen ? eighths_utf8[eighths] : eighths_ascii[eighths];
}

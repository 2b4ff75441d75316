#include "tests/unit/unit.h"

#include "ui/layout.h"

#define assert_rect(rect, row_, col_, rows_, cols_)                                                                    \
  do {                                                                                                                 \
    assert_int_equal((rect).row, (row_));                                                                              \
    assert_int_equal((rect).col, (col_));                                                                              \
    assert_int_equal((rect).rows, (rows_));                                                                            \
    assert_int_equal((rect).cols, (cols_));                                                                            \
  } while (0)

static const int sizes[][2] = { { 24, 80 }, { 24, 132 }, { 25, 80 }, { 43, 100 }, { 60, 200 }, { 100, 400 } };

static void a_screen_smaller_than_24_by_80_fits_no_page(void **state)
{
  static const struct {
    int rows, cols;
    gboolean fits;
  } cases[] = {
    { 24, 80, TRUE }, { 23, 80, FALSE }, { 24, 79, FALSE }, { 100, 79, FALSE }, { 23, 300, FALSE }, { 60, 200, TRUE },
    { 0, 0, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_int_equal(layout_page(cases[i].rows, cases[i].cols).fits, cases[i].fits);
}

static void the_smallest_page_is_laid_out_as_drawn(void **state)
{
  Layout page = layout_page(24, 80);

  assert_rect(page.screen, 0, 0, 24, 80);
  assert_rect(page.header, 0, 0, 1, 80);
  assert_rect(page.body, 1, 0, 19, 80);
  assert_rect(page.rule, 20, 0, 1, 80);
  assert_rect(page.notes, 21, 0, 2, 80);
  assert_rect(page.keys, 23, 0, 1, 80);
}

/* From top to bottom, without a gap and without two parts on one row. */
static void the_parts_of_a_page_fill_the_screen(void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    Layout page = layout_page(sizes[i][0], sizes[i][1]);
    const Rect *parts[] = { &page.header, &page.body, &page.rule, &page.notes, &page.keys };
    int row = 0;
    for (gsize part = 0; part < G_N_ELEMENTS(parts); part++) {
      assert_int_equal(parts[part]->row, row);
      assert_int_equal(parts[part]->col, 0);
      assert_int_equal(parts[part]->cols, sizes[i][1]);
      row += parts[part]->rows;
    }
    assert_int_equal(row, sizes[i][0]);
  }
}

/* A page that does not fit is not drawn; its parts have no negative size all the same. */
static void no_part_has_a_negative_size(void **state)
{
  for (int rows = 0; rows < 24; rows++) {
    Layout page = layout_page(rows, 0), inner;
    Rect bar, rule;
    inner = layout_wizard(&page, &bar, &rule);
    const Rect *parts[] = { &page.body, &page.notes, &inner.body, &bar };
    for (gsize part = 0; part < G_N_ELEMENTS(parts); part++) {
      assert_true(parts[part]->rows >= 0);
      assert_true(parts[part]->cols >= 0);
    }
  }
}

static void the_wizard_takes_two_rows_of_the_body(void **state)
{
  Rect bar, rule;
  Layout page = layout_page(24, 80), inner = layout_wizard(&page, &bar, &rule);

  assert_rect(bar, 1, 0, 1, 80);
  assert_rect(rule, 2, 0, 1, 80);
  assert_rect(inner.body, 3, 0, 17, 80);
  assert_rect(inner.notes, 21, 0, 2, 80);
  assert_rect(inner.keys, 23, 0, 1, 80);
  assert_true(inner.fits);
}

static void a_box_is_in_the_middle_of_the_body(void **state)
{
  Layout page = layout_page(24, 80);

  assert_rect(layout_box(&page, 9, 60), 6, 10, 9, 60);
  assert_rect(layout_box(&page, 10, 61), 5, 9, 10, 61);
  assert_rect(layout_box(&page, 19, 80), 1, 0, 19, 80);
  assert_rect(layout_box(&page, 50, 200), 0, 0, 24, 80);
}

static void a_box_lies_on_the_screen_as_a_whole(void **state)
{
  static const struct {
    int row, col, rows, cols;
    Rect box;
  } cases[] = {
    { 5, 20, 6, 30, { 5, 20, 6, 30 } },   { 22, 20, 6, 30, { 18, 20, 6, 30 } }, { 5, 70, 6, 30, { 5, 50, 6, 30 } },
    { -3, -4, 6, 30, { 0, 0, 6, 30 } },   { 5, 20, 30, 90, { 0, 0, 24, 80 } },  { 23, 79, 1, 1, { 23, 79, 1, 1 } },
    { 24, 80, 1, 1, { 23, 79, 1, 1 } },
  };
  Layout page = layout_page(24, 80);

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    Rect box = layout_box_at(&page, cases[i].row, cases[i].col, cases[i].rows, cases[i].cols);
    assert_rect(box, cases[i].box.row, cases[i].box.col, cases[i].box.rows, cases[i].box.cols);
  }
}

static void rows_are_taken_off_the_top(void **state)
{
  const Rect rect = { 3, 2, 10, 40 };

  assert_rect(rect_below(&rect, 0), 3, 2, 10, 40);
  assert_rect(rect_below(&rect, 4), 7, 2, 6, 40);
  assert_rect(rect_below(&rect, 10), 13, 2, 0, 40);
  assert_rect(rect_below(&rect, 11), 13, 2, 0, 40);
  assert_rect(rect_below(&rect, -1), 3, 2, 10, 40);
}

static void a_margin_is_taken_off_each_side(void **state)
{
  const Rect rect = { 3, 2, 10, 40 };

  assert_rect(rect_inside(&rect, 0, 0), 3, 2, 10, 40);
  assert_rect(rect_inside(&rect, 1, 2), 4, 4, 8, 36);
  assert_rect(rect_inside(&rect, 5, 20), 8, 22, 0, 0);
  assert_int_equal(rect_inside(&rect, 6, 21).rows, 0);
  assert_int_equal(rect_inside(&rect, 6, 21).cols, 0);
}

static void a_rect_holds_its_cells_and_no_other(void **state)
{
  const Rect rect = { 3, 2, 2, 4 }, empty = { 3, 2, 0, 4 };
  int held = 0;

  for (int row = 0; row < 10; row++)
    for (int col = 0; col < 10; col++)
      held += rect_holds(&rect, row, col);
  assert_int_equal(held, 8);
  assert_true(rect_holds(&rect, 3, 2));
  assert_true(rect_holds(&rect, 4, 5));
  assert_false(rect_holds(&rect, 5, 2));
  assert_false(rect_holds(&rect, 3, 6));
  assert_false(rect_holds(&rect, 2, 2));
  assert_false(rect_holds(&rect, 3, 1));
  assert_false(rect_holds(&empty, 3, 2));
}

static void a_wide_body_is_split(void **state)
{
  Rect left, line, right;
  Layout narrow = layout_page(24, LAYOUT_WIDE_COLS - 1), wide = layout_page(43, 132);

  assert_false(layout_split(&narrow, &left, &line, &right));
  assert_true(layout_split(&wide, &left, &line, &right));
  assert_int_equal(left.col, 0);
  assert_int_equal(left.cols, 79);
  assert_int_equal(line.col, 79);
  assert_int_equal(right.col, 80);
  assert_int_equal(right.col + right.cols, 132);
  assert_int_equal(right.rows, wide.body.rows);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_screen_smaller_than_24_by_80_fits_no_page),
    cmocka_unit_test(the_smallest_page_is_laid_out_as_drawn),
    cmocka_unit_test(the_parts_of_a_page_fill_the_screen),
    cmocka_unit_test(a_wide_body_is_split),
    cmocka_unit_test(no_part_has_a_negative_size),
    cmocka_unit_test(the_wizard_takes_two_rows_of_the_body),
    cmocka_unit_test(a_box_is_in_the_middle_of_the_body),
    cmocka_unit_test(a_box_lies_on_the_screen_as_a_whole),
    cmocka_unit_test(rows_are_taken_off_the_top),
    cmocka_unit_test(a_margin_is_taken_off_each_side),
    cmocka_unit_test(a_rect_holds_its_cells_and_no_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

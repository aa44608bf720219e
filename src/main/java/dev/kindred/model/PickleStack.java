package dev.kindred.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The stack of {@link Pickle}'s machine, with marks that start a group of values. */
final class PickleStack {
  private static final Object MARK = new Object();

  private final String source;
  private final List<Object> values = new ArrayList<>();

  PickleStack(String source) {
    this.source = source;
  }

  void push(Object value) {
    values.add(value);
  }

  void mark() {
    values.add(MARK);
  }

  Object top() {
    if (values.isEmpty() || values.get(values.size() - 1) == MARK) {
      throw empty();
    }
    return values.get(values.size() - 1);
  }

  Object pop() {
    Object value = top();
    values.remove(values.size() - 1);
    return value;
  }

  /** Takes off the last {@code n} values, in the order in which they were pushed. */
  List<Object> take(int n) {
    Object[] items = new Object[n];
    for (int i = n - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return Collections.unmodifiableList(Arrays.asList(items));
  }

  /** Takes off all values down to the last mark, and the mark. */
  List<Object> takeToMark() {
    int mark = values.lastIndexOf(MARK);
    if (mark < 0) {
      throw empty();
    }
    List<Object> items = new ArrayList<>(values.subList(mark + 1, values.size()));
    values.subList(mark, values.size()).clear();
    return items;
  }

  private RuntimeException empty() {
    return BadWeights.refused(source, "takes a value from an empty stack");
  }
}

package dev.kindred.engine.dl4j;

import java.util.List;

/** A layer configuration that lists its parameters. */
interface HasParams {
  /** In the order in which they lie in the flat parameter row. */
  List<Param> params();
}

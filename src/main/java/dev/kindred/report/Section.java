package dev.kindred.report;

/** A part of the page, in the order in which it is handed over. */
public sealed interface Section
    permits FactList, Figures, Headlines, Note, PairPanels, QueryPanels, Table {}

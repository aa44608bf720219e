package dev.kindred.report;

/** A section of words, such as why there is nothing to see. */
public record Note(String title, String text) implements Section {}

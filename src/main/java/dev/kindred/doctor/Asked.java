package dev.kindred.doctor;

import java.io.Serializable;

/**
 * The answer of one process.
 *
 * @param process who answered
 * @param answer what it said
 */
public record Asked<T extends Serializable>(Peer process, T answer) implements Serializable {}

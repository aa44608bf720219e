package dev.kindred.engine;

import java.nio.ByteBuffer;

/**
 * A replica's state where it lies: direct buffers of floats in native order, to be read and written
 * in place while the replica is open.
 *
 * @param parameters in the order of {@link ReplicaState#parameters}
 * @param moments in the order of {@link ReplicaState#optimizer}; empty for an optimiser without
 */
public record StateMemory(ByteBuffer parameters, ByteBuffer moments) {}

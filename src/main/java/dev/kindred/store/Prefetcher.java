package dev.kindred.store;

import dev.kindred.image.ImageView;
import dev.kindred.image.RenderedImages;
import dev.kindred.image.Workspace;
import dev.kindred.run.Background;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Reads and renders the next batches while the current one trains. At most {@code ahead} batches
 * are in memory beside the one handed out. Used from one thread; closed by whoever opened it.
 */
public final class Prefetcher implements Iterator<RenderedBatch>, AutoCloseable {
  private final StoreReader reader;
  private final ImageView view;
  private final Iterator<BatchRequest> requests;
  private final int threads;
  private final int ahead;
  private final RenderedImages.Form form;
  private final ExecutorService pool;
  private final BlockingQueue<Workspace> workspaces = new LinkedBlockingQueue<>();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private long waitedNanos;
  private volatile boolean closed;

  /**
   * Starts with the first batches at once.
   *
   * @param requests in the order in which they will be handed out
   * @param threads that decode
   * @param ahead batches in preparation at a time, at least 1
   */
  public Prefetcher(
      StoreReader reader, ImageView view, List<BatchRequest> requests, int threads, int ahead) {
    this(reader, view, requests, threads, ahead, RenderedImages.Form.VALUES);
  }

  /**
   * Starts with the first batches at once.
   *
   * @param requests in the order in which they will be handed out
   * @param threads that decode
   * @param ahead batches in preparation at a time, at least 1
   * @param wanted form of the images, where the view can have it
   */
  public Prefetcher(
      StoreReader reader,
      ImageView view,
      List<BatchRequest> requests,
      int threads,
      int ahead,
      RenderedImages.Form wanted) {
    if (threads < 1 || ahead < 1) {
      throw new IllegalArgumentException(
          "%d threads, %d batches ahead: both at least 1".formatted(threads, ahead));
    }
    this.reader = reader;
    this.view = view;
    this.requests = requests.iterator();
    this.threads = threads;
    this.ahead = ahead;
    this.form = view.form(wanted);
    this.pool = Executors.newFixedThreadPool(threads, Prefetcher::thread);
    for (int i = 0; i < threads; i++) {
      workspaces.add(new Workspace());
    }
    fill();
  }

  @Override
  public boolean hasNext() {
    return !pending.isEmpty();
  }

  /**
   * The next batch; waits until it is rendered.
   *
   * @throws RuntimeException of the image that cannot be read or rendered
   */
  @Override
  public RenderedBatch next() {
    Pending batch = pending.poll();
    if (batch == null) {
      throw new NoSuchElementException("no batch left");
    }
    long start = System.nanoTime();
    try {
      for (Future<?> part : batch.parts()) {
        Background.result(part, "waiting for images");
      }
    } finally {
      waitedNanos += System.nanoTime() - start;
    }
    fill();
    return batch.batch();
  }

  /** Time that {@link #next} has spent waiting, in nanoseconds. */
  public long waitedNanos() {
    return waitedNanos;
  }

  private void fill() {
    while (pending.size() < ahead && requests.hasNext()) {
      BatchRequest request = requests.next();
      int n = request.imageIds().length;
      RenderedBatch batch = new RenderedBatch(request, RenderedImages.of(form, view, n));
      List<Future<?>> parts = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int from = (int) ((long) n * t / threads);
        int to = (int) ((long) n * (t + 1) / threads);
        if (from < to) {
          parts.add(pool.submit(() -> render(batch, from, to)));
        }
      }
      pending.add(new Pending(batch, parts));
    }
  }

  private void render(RenderedBatch batch, int from, int to) {
    // As many workspaces as threads: there is always one.
    Workspace workspace = workspaces.remove();
    try {
      for (int i = from; i < to && !closed; i++) {
        byte[] image = reader.read(batch.request().imageIds()[i]);
        long seed = batch.request().seedOf(i);
        view.put(workspace, image, seed, batch.images(), i);
      }
    } finally {
      workspaces.add(workspace);
    }
  }

  private static Thread thread(Runnable work) {
    Thread t = new Thread(work, "kindred-prefetch");
    t.setDaemon(true);
    return t;
  }

  /** Stops the threads and frees their native buffers; batches not yet handed out are dropped. */
  @Override
  public void close() {
    // No interrupt: it would close the shard's channel that the next prefetcher goes on with.
    closed = true;
    pool.shutdown();
    Background.awaitEnd(pool);
    workspaces.forEach(Workspace::close);
  }

  private record Pending(RenderedBatch batch, List<Future<?>> parts) {}
}

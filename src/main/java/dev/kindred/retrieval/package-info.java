/**
 * Exact nearest-neighbour search on unit-length embeddings and the metrics of retrieval. Everything
 * but {@link dev.kindred.retrieval.EvaluateJob} is plain Java that runs in any thread.
 */
package dev.kindred.retrieval;

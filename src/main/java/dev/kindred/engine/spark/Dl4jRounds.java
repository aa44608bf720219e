package dev.kindred.engine.spark;

import dev.kindred.run.DriverOnly;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * dl4j-spark as the rounds use it. It wants a network of DL4J's and hands it to the training
 * master, which has its own, of whatever engine; so it gets one without parameters.
 */
@DriverOnly
final class Dl4jRounds {
  private final SparkComputationGraph network;

  Dl4jRounds(JavaSparkContext spark, ReplicaTrainingMaster master) {
    ComputationGraphConfiguration nothing =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("batch")
            .addLayer("loss", new LossLayer.Builder(LossFunction.MSE).build(), "batch")
            .setOutputs("loss")
            .build();
    ComputationGraph graph = new ComputationGraph(nothing);
    graph.init();
    this.network = new SparkComputationGraph(spark, graph, master);
  }

  /** One round. */
  void run(JavaRDD<String> paths, PlanLoader loader) {
    network.fitPaths(paths, loader);
  }
}

package dev.kindred.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.kindred.run.DriverOnly;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** Which package may know of which. */
@AnalyzeClasses(packages = "dev.kindred", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule CONTEXTS_STAY_ON_THE_DRIVER =
      classes()
          .that()
          .resideInAPackage("dev.kindred..")
          .and()
          .areTopLevelClasses()
          .and(
              DescribedPredicate.describe(
                  "use a Spark context",
                  c ->
                      c.getDirectDependenciesFromSelf().stream()
                          .anyMatch(
                              d ->
                                  d.getTargetClass().isEquivalentTo(JavaSparkContext.class)
                                      || d.getTargetClass().isEquivalentTo(SparkContext.class))))
          .should()
          .beAnnotatedWith(DriverOnly.class)
          .because("a task that captures a context fails when it is sent")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule RUN_DEPENDS_ON_NOTHING_OF_OURS =
      noClasses()
          .that()
          .resideInAPackage("dev.kindred.run..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.kindred.cli..",
              "dev.kindred.config..",
              "dev.kindred.dataset..",
              "dev.kindred.engine..",
              "dev.kindred.image..",
              "dev.kindred.loss..",
              "dev.kindred.model..",
              "dev.kindred.report..",
              "dev.kindred.retrieval..",
              "dev.kindred.sampling..",
              "dev.kindred.store..",
              "dev.kindred.train..");

  @ArchTest
  static final ArchRule NOTHING_DEPENDS_ON_COMMANDS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kindred.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.kindred.cli..");

  @ArchTest
  static final ArchRule ONLY_COMMANDS_KNOW_THE_CONFIGURATION =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.kindred.cli..", "dev.kindred.config..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.kindred.config..");

  @ArchTest
  static final ArchRule NETWORKS_ARE_THE_ENGINES_BUSINESS =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.kindred.engine..", "dev.kindred.train..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco.dnnl..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule LOSSES_KNOW_NO_NETWORK_AND_NO_CLUSTER =
      noClasses()
          .that()
          .resideInAPackage("dev.kindred.loss..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.apache.spark..");
}

package dev.kindred;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.kindred.run.DriverOnly;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;

/** What docs/architecture.md says, checked. */
@AnalyzeClasses(packages = "dev.kindred", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** Which packages each package may see; itself, libraries and {@code cli} apart. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("run", Set.of()),
          Map.entry("study", Set.of("run")),
          Map.entry("track", Set.of("run")),
          Map.entry("loss", Set.of("run")),
          Map.entry("sampling", Set.of("run")),
          Map.entry("image", Set.of("run")),
          Map.entry("dataset", Set.of("run")),
          Map.entry("store", Set.of("run", "dataset", "image")),
          Map.entry("model", Set.of("run", "image")),
          Map.entry("engine", Set.of("run", "image", "model", "loss")),
          Map.entry("retrieval", Set.of("run")),
          Map.entry("index", Set.of("run")),
          Map.entry("report", Set.of("run", "retrieval")),
          Map.entry("doctor", Set.of("run", "config", "engine", "model", "train", "dataset")),
          Map.entry("publish", Set.of("run", "model", "train")),
          Map.entry(
              "train",
              Set.of(
                  "run",
                  "config",
                  "engine",
                  "sampling",
                  "store",
                  "dataset",
                  "image",
                  "loss",
                  "model")),
          Map.entry(
              "embed", Set.of("run", "engine", "model", "store", "dataset", "image", "retrieval")),
          Map.entry(
              "config",
              Set.of(
                  "run",
                  "loss",
                  "sampling",
                  "image",
                  "dataset",
                  "store",
                  "study",
                  "model",
                  "retrieval")));

  @ArchTest
  static void arrowsRunOneWay(JavaClasses all) {
    ARROWS.forEach(
        (from, to) -> {
          String[] seen =
              to.stream().map(name -> "dev.kindred." + name + "..").toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage("dev.kindred." + from + "..")
              .should()
              .dependOnClassesThat(
                  resideInAPackage("dev.kindred..")
                      .and(not(resideInAPackage("dev.kindred." + from + "..")))
                      .and(not(resideInAnyPackage(seen))))
              .because(from + " sees nothing but " + new TreeSet<>(to))
              .allowEmptyShould(true)
              .check(all);
        });
  }

  @ArchTest
  static void everyPackageHasItsPlace(JavaClasses all) {
    TreeSet<String> found = new TreeSet<>();
    for (JavaClass c : all) {
      found.add(c.getPackageName().split("\\.", -1)[2]);
    }
    found.remove("cli");
    Assertions.assertThat(ARROWS.keySet()).as("packages with arrows").containsAll(found);
  }

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.kindred.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  /** What stands on dl4j-spark, on which the rounds run whichever engine computes. */
  private static final String TRAINING_MASTER =
      "dev\\.kindred\\.engine\\.spark\\.(ReplicaTrainingMaster|PlanLoader|SlotResult|Dl4jRounds)";

  @ArchTest
  static final ArchRule dl4jOnlyInItsEngine =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.kindred.engine.dl4j..",
              "dev.kindred.engine.kernel..",
              "dev.kindred.engine.onednn..")
          .and()
          .haveNameNotMatching(TRAINING_MASTER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule torchOnlyInItsEngine =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kindred.engine.torch..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco.pytorch..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule enginesAreChosenInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.kindred.engine.choice..",
              "dev.kindred.engine.torch..",
              "dev.kindred.engine.dl4j..",
              "dev.kindred.engine.kernel..",
              "dev.kindred.engine.onednn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.kindred.engine.torch..",
              "dev.kindred.engine.dl4j..",
              "dev.kindred.engine.kernel..",
              "dev.kindred.engine.onednn..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule oneDnnOnlyInTheEngineAndTheProductsOfLosses =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.kindred.engine.onednn..", "dev.kindred.loss.math..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco.dnnl..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule openCvOnlyInImage =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kindred.image..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco.opencv..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule openBlasOnlyWhereMatricesAreMultiplied =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.kindred.loss..", "dev.kindred.retrieval..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco.openblas..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule luceneOnlyInIndex =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kindred.index..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.lucene..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule mostPackagesKnowNothingOfSpark =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.kindred.cli..",
              "dev.kindred.doctor..",
              "dev.kindred.embed..",
              "dev.kindred.engine..",
              "dev.kindred.retrieval..",
              "dev.kindred.store..",
              "dev.kindred.train..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule contextsOnlyInDriverCode =
      noClasses()
          .that()
          .areNotAnnotatedWith(DriverOnly.class)
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "org\\.apache\\.spark\\.(SparkContext|api\\.java\\.JavaSparkContext"
                  + "|sql\\.SparkSession|sql\\.SQLContext)")
          .because("a context captured by a task fails only on a cluster")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule driverCodeIsNeverSent =
      classes()
          .that()
          .areAnnotatedWith(DriverOnly.class)
          .should()
          .notBeAssignableTo(Serializable.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule driverCodeIsCalledByDriverCode =
      noClasses()
          .that()
          .areNotAnnotatedWith(DriverOnly.class)
          .and()
          .resideOutsideOfPackage("dev.kindred.cli..")
          .should()
          .dependOnClassesThat()
          .areAnnotatedWith(DriverOnly.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyMainExits =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.kindred.cli.Kindred")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noStaticMutableState =
      fields()
          .that()
          .areStatic()
          // JaCoCo's counters.
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should()
          .beFinal()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noReflection =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.reflect..")
          .orShould()
          .callMethod(Class.class, "forName", String.class)
          .allowEmptyShould(true);
}

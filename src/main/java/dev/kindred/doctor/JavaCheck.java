package dev.kindred.doctor;

import java.util.List;

/** Whether Spark and its Hadoop run on this Java. */
final class JavaCheck {
  private static final String CHECK = "java";

  /** What Spark 3.5 is tested with. */
  private static final int TESTED = 17;

  /** Hadoop 3.3 asks who the user is by a method that throws from here on (JDK 24, JEP 486). */
  private static final int BROKEN = 24;

  private static final String REMEDY = "set JAVA_HOME to a JDK 17";
  private static final String OF_EXECUTORS =
      "set spark.executorEnv.JAVA_HOME (on YARN also spark.yarn.appMasterEnv.JAVA_HOME) to a JDK 17";

  private JavaCheck() {}

  static Finding ofDriver(Machine machine) {
    return judge(Finding.DRIVER, machine, REMEDY);
  }

  /** Executors may run another Java than the driver, but not much another one. */
  static List<Finding> ofExecutors(Machine driver, List<Asked<Machine>> machines) {
    return Merged.of(
        machines,
        asked -> {
          Machine m = asked.answer();
          if (m.feature() != driver.feature() && m.feature() < BROKEN) {
            return Finding.warning(
                CHECK,
                "",
                text(m) + ", the driver " + text(driver),
                "what one writes the other may not read: " + OF_EXECUTORS);
          }
          return judge("", m, OF_EXECUTORS);
        });
  }

  private static Finding judge(String where, Machine m, String remedy) {
    if (m.feature() < TESTED || m.feature() >= BROKEN) {
      return Finding.failed(
          CHECK, where, text(m) + ", on which Spark 3.5 and its Hadoop do not run", remedy);
    }
    if (m.feature() > TESTED) {
      return Finding.warning(
          CHECK, where, text(m) + ", with which Spark 3.5 is not tested", remedy);
    }
    return Finding.ok(CHECK, where, text(m));
  }

  private static String text(Machine m) {
    return "Java %s, %s, %d cores".formatted(m.java(), m.platform(), m.cores());
  }
}

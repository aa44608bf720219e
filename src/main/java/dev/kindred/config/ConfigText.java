package dev.kindred.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** A user's file as text for a driver that starts on a machine without the file. */
public final class ConfigText {
  private static final Pattern INCLUDE = Pattern.compile("(?m)^\\s*include\\s");

  private ConfigText() {}

  /**
   * What the file has, what it includes within it. {@code ${NAME}} stays, for the driver to fill
   * in.
   *
   * @throws KindredException (usage) where it holds a secret: the text travels as an argument,
   *     which everybody on the driver's machine can read
   */
  public static String of(Path file) {
    Config parsed = ConfigReader.parse(file);
    requireNoSecrets(file, parsed.root(), "");
    try {
      String text = Files.readString(file);
      return INCLUDE.matcher(text).find()
          ? parsed.root().render(ConfigRenderOptions.defaults().setOriginComments(false))
          : text;
    } catch (IOException e) {
      throw new KindredException(
          Exit.USAGE, "configuration " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireNoSecrets(Path file, ConfigObject object, String prefix) {
    try {
      for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
        String key = prefix + entry.getKey();
        if (entry.getValue() instanceof ConfigObject child) {
          requireNoSecrets(file, child, key + ".");
        } else if (isSecret(key, entry.getValue())) {
          throw new KindredException(
              Exit.USAGE,
              file
                  + " holds a secret ("
                  + key
                  + "), which --deploy-mode cluster would show in the list of processes; write"
                  + " ${NAME} in its place and give NAME to the driver"
                  + " (spark.yarn.appMasterEnv.NAME, spark.kubernetes.driverEnv.NAME) in a"
                  + " --properties-file, or put the setting of Spark there");
        }
      }
    } catch (ConfigException.NotResolved e) {
      // Joined out of substitutions; what is written out in it stands in the file's other objects.
    }
  }

  private static boolean isSecret(String key, ConfigValue value) {
    try {
      String text = String.valueOf(value.unwrapped());
      return Secrets.isKey(key) || !Secrets.clean(text).equals(text);
    } catch (ConfigException.NotResolved e) {
      return false;
    }
  }
}

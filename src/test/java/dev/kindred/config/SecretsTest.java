package dev.kindred.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.secret.key",
        "spark.hadoop.fs.s3a.access.key",
        "spark.hadoop.fs.s3a.session.token",
        "spark.hadoop.fs.azure.account.key.me.dfs.core.windows.net",
        "spark.hadoop.fs.azure.sas.c.me.blob.core.windows.net",
        "spark.authenticate.secret",
        "spark.ssl.keyStorePassword",
        "javax.net.ssl.trustStorePassword",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "PGPASSWORD",
        "GITHUB_TOKEN",
        "kindred.spark.conf.\"spark.hadoop.fs.gs.auth.client.secret\"",
        "fs.s3a.encryption.key",
        "spark.yarn.appMasterEnv.DB_PASS",
        "spark.executorEnv.SIGNING_KEY",
        "MLFLOW_TRACKING_PASSWORD",
        "my.passphrase",
        "db.pwd",
        "api-key"
      })
  void namesOfSecretsAreKnown(String key) {
    assertThat(Secrets.isKey(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PWD",
        "OLDPWD",
        "spark.hadoop.fs.s3a.aws.credentials.provider",
        "spark.hadoop.hadoop.security.credential.provider.path",
        "spark.authenticate.secret.file",
        "spark.security.credentials.hive.enabled",
        "kindred.train.seed",
        "kindred.data.path",
        "spark.network.sasl.serverAlwaysEncrypt"
      })
  void otherNamesAreNot(String key) {
    assertThat(Secrets.isKey(key)).isFalse();
  }

  @Test
  void linesLoseWhatTheirSurroundingsTell() {
    assertThat(Secrets.clean("GET https://me:hunter2@host/a failed"))
        .isEqualTo("GET https://me:***@host/a failed");
    assertThat(Secrets.clean("-Djavax.net.ssl.keyStorePassword=hunter2 -Da=b"))
        .isEqualTo("-Djavax.net.ssl.keyStorePassword=*** -Da=b");
    assertThat(Secrets.clean("wasbs://c@h/p?sv=1&sig=hunter2&se=3"))
        .isEqualTo("wasbs://c@h/p?sv=1&sig=***&se=3");
    assertThat(Secrets.clean("loss=0.5 file:/a/b@c.jpg")).isEqualTo("loss=0.5 file:/a/b@c.jpg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "s3a://AKIA:se/cr+et@bucket/a.jpg | s3a://AKIA:***@bucket/a.jpg",
        "ftp://me:p@ss:wd@host/a@b.jpg | ftp://me:***@host/a@b.jpg",
        "hdfs://a:pw1@h1/x,hdfs://b:pw2@h2/y | hdfs://a:***@h1/x,hdfs://b:***@h2/y",
        "https://ghp_abc@github.com/x | https://***@github.com/x",
        "https://h/x?X-Goog-Signature=abc&b=1 | https://h/x?X-Goog-Signature=***&b=1",
        "https://h/x?a=1&key=AIza | https://h/x?a=1&key=***",
        "{\"user\": \"me\", \"my_password\": \"a\\\"b\"} | {\"user\": \"me\", \"my_password\": \"***\"}",
        "Authorization: Bearer abc.def | Authorization: Bearer ***",
        "authorization=abc | authorization=***",
      })
  void everyFormOfACredentialIsSeen(String text, String cleaned) {
    assertThat(Secrets.clean(text)).isEqualTo(cleaned);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hdfs://nn:8020/data/a@2x.png",
        "spark://master:7077",
        "abfs://container@account.dfs.core.windows.net/x",
        "https://host:8080/a?b=c@d",
        "a token: none was given",
        "12:30:01 INFO a@b",
        "monkey=1 turnkey=2 https://h/x?monkey=1"
      })
  void whatIsNoneStays(String text) {
    assertThat(Secrets.clean(text)).isEqualTo(text);
  }

  @Test
  void whatWasToldIsFoundAgainAnywhere() {
    SecretValues secrets = new SecretValues();
    secrets.learn(Map.of("fs.s3a.secret.key", "hunter2/+x", "u", "https://me:pass1234@h"));
    secrets.learn(List.of("--set", "a.token=toktok", "-Dmy.password=inopt1"));
    secrets.learn(
        "spark.driver.extraJavaOptions", "-Da=b \"-Dx.password=two words\" -Dy.token='q123'");
    secrets.learn("data.path", "ftp://me:p%40sswd@h/x?sig=sigsig");
    secrets.learn("some.password", "true");
    secrets.learn("other.password", "123");
    assertThat(secrets.clean("x hunter2/+x pass1234 toktok inopt1 q123 p@sswd sigsig true 123"))
        .isEqualTo("x *** *** *** *** *** *** *** true 123");
  }

  @Test
  void theConfigurationIsKeptWithoutThemAndItsHashIsTheSame() {
    Resolved one = resolved("hunter2", "first1");
    Resolved other = resolved("correct-horse", "second2");
    assertThat(one.render())
        .doesNotContain("hunter2", "first1")
        .contains("\"spark.hadoop.fs.s3a.secret.key\" = \"*** (redacted)\"")
        .contains("kindred.data.path = \"hdfs://me:***@host/data\"")
        .contains("kindred.spark.conf.\"spark.a\" = \"-Dx.password=*** -Dy=1\"")
        .contains("kindred.spark.conf.\"spark.again\" = \"same *** here\"");
    assertThat(other.hash()).isEqualTo(one.hash());
    assertThat(other.render()).isEqualTo(one.render());
    assertThat(Resolved.parse(one.render()).difference(other)).isEmpty();
  }

  private static Resolved resolved(String key, String password) {
    return new ConfigReader(new Known(List.of("bn-inception"), List.of(), (n, l, d) -> {}))
        .read(
            Optional.empty(),
            List.of(
                "data.path=hdfs://me:" + password + "@host/data",
                "spark.conf.spark.hadoop.fs.s3a.secret.key=" + key,
                "spark.conf.spark.a=-Dx.password=" + password + " -Dy=1",
                "spark.conf.spark.again=same " + key + " here"))
        .resolved();
  }
}

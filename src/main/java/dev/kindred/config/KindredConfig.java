package dev.kindred.config;

/**
 * The whole configuration, checked and bound once; see {@link ConfigReader}.
 *
 * @param data the images and their classes
 * @param store packed images
 * @param engine what computes the network
 * @param backbone the network
 * @param view how images are cut
 * @param sampling what a batch is made of
 * @param loss which loss is trained
 * @param train optimisation and averaging
 * @param evaluate recall and its relatives
 * @param export for other runtimes
 * @param study many trainings of it
 * @param look how a finished run is looked at
 * @param run where the run lives
 * @param spark executors
 * @param resolved every key and value behind these records, for the run's folder
 */
public record KindredConfig(
    DataSettings data,
    StoreSettings store,
    EngineSettings engine,
    BackboneSettings backbone,
    ViewSettings view,
    SamplingSettings sampling,
    LossSettings loss,
    TrainSettings train,
    EvaluateSettings evaluate,
    ExportSettings export,
    StudySettings study,
    LookSettings look,
    RunSettings run,
    SparkSettings spark,
    Resolved resolved) {}

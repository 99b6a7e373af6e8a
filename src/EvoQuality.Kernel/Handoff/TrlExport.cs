using EvoQuality.Foundations;

namespace EvoQuality.Handoff;

/// <summary>
/// A job as TRL's GRPOTrainer takes it (written against TRL 1.10): <c>prompts.jsonl</c> with a picture each, <c>grpo.yaml</c>
/// (GRPOConfig), <c>accelerate.yaml</c>, <c>train.py</c> and the reward, <c>fidelity.py</c>.
/// </summary>
public static class TrlExport
{
    private static readonly Dictionary<string, string> Losses = new()
    {
        ["LossReduction.CompletionMean"] = "grpo",
        ["LossReduction.TokenMean"] = "dapo",
        ["LossReduction.MicroBatchTokenMean"] = "bnpo",
        ["LossReduction.FixedLengthMean"] = "dr_grpo",
    };

    private static readonly Dictionary<string, string> Scales = new()
    {
        ["BatchAdvantages.ByGroup"] = "group",
        ["BatchAdvantages.ByBatch"] = "batch",
        ["BatchAdvantages.Centred"] = "none",
    };

    private static readonly Dictionary<string, string> Levels = new()
    {
        ["PolicyRatio.Token"] = "token",
        ["PolicyRatio.Sequence"] = "sequence",
    };

    private const string CpuComment =
        "Processes on CPUs: of the type MULTI_CPU accelerate would start one process alone unless MPI starts the others; of this type it\n"
        + "starts all of them, and use_cpu of grpo.yaml keeps them on CPUs.";

    /// <summary>Writes the job.</summary>
    /// <param name="job">What to train.</param>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="placement">Where it runs.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images; nothing is left behind then.</param>
    /// <returns>What TRL does otherwise than this library, one sentence each.</returns>
    /// <exception cref="IOException">The folder holds something.</exception>
    /// <exception cref="ArgumentException">The placement does not fit the job.</exception>
    public static IReadOnlyList<string> Write(
        TrainingJob job, string folder, JobPlacement placement, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(placement);
        placement.Validate(job);
        placement = placement with { Device = placement.Device ?? job.Setup.Device };
        var settings = Settings(job, placement);
        TrainingJobFolder.Write(folder, inside =>
        {
            TrainingJobFolder.WriteCommon(job, inside, placement.ByReference, settings.Differences);
            var pictures = TrainingJobFolder.WritePictures(job, inside, placement.ByReference, progress, cancel);
            TrainingJobFolder.WriteLines(inside, "prompts.jsonl", job.Rows.Select(row => new TrlPrompt(
                [new ChatMessage("user", job.Prompt)], pictures[row.Picture].File, row.Picture, row.Partner, row.Preference, row.Step, row.Pair)));
            AtomicFile.WriteAllText(Path.Combine(inside, "grpo.yaml"), settings.Yaml("TRL's GRPOConfig. What TRL does otherwise than the run: job.json, differences."));
            AtomicFile.WriteAllText(Path.Combine(inside, "accelerate.yaml"), Accelerate(placement).Yaml(placement.Device == "cpu" ? CpuComment : "One process per device."));
            TrainingJobFolder.WriteTemplate(inside, "fidelity.py", "fidelity.py");
            TrainingJobFolder.WriteTemplate(inside, "train.py", "train.py");
        });
        return settings.Differences;
    }

    private static EngineSettings Settings(TrainingJob job, JobPlacement placement)
    {
        var (online, loss, update) = (job.Online, job.Online.Loss, job.Online.Update);
        var settings = new EngineSettings();
        settings.Set("output_dir", "output");
        settings.Set("max_steps", job.Steps);
        settings.Set("num_generations", online.Group);
        settings.Set("per_device_train_batch_size", online.Group);
        settings.Set("gradient_accumulation_steps", 2 * online.PairsPerStep / placement.Processes);
        settings.Set("num_iterations", online.UpdatesPerRollout);
        settings.Set("shuffle_dataset", false);
        settings.Set("max_completion_length", online.MaxNewTokens);
        settings.Set("temperature", online.Temperature);
        settings.Set("top_p", 1.0);
        settings.Set("top_k", 0);
        settings.Set("beta", loss.Beta);
        settings.Set("epsilon", loss.ClipRange);
        settings.Set("epsilon_high", loss.ClipRangeHigh);
        settings.Set("delta", loss.RatioCap);
        settings.Set("loss_type", settings.Named(loss.Reduction, Losses, "grpo"));
        settings.Set("importance_sampling_level", settings.Named(loss.Ratio, Levels, "token"));
        settings.Set("scale_rewards", settings.Named(online.Advantage.Function, Scales, "group"));
        settings.Set("learning_rate", online.LearningRate);
        settings.Set("lr_scheduler_type", "linear");
        settings.Set("warmup_steps", 0);
        settings.Set("optim", "adamw_torch");
        settings.Set("weight_decay", update.WeightDecay);
        settings.Set("max_grad_norm", update.ClipNorm);
        settings.Set("adam_beta1", update.Beta1);
        settings.Set("adam_beta2", update.Beta2);
        settings.Set("adam_epsilon", update.Epsilon);
        settings.Set("seed", job.Setup.Seed);
        settings.Set("model_init_kwargs.dtype", "float32"); // also of a bfloat16 run: small steps round to nothing in bfloat16 weights, and the run keeps float32 ones beside them
        settings.Set("bf16", job.Setup.Dtype == "bfloat16"); // computes in bfloat16
        settings.Set("use_cpu", placement.Device == "cpu");
        settings.Set("ddp_backend", placement.Device == "cpu" ? "gloo" : null); // without a word accelerate takes MPI where torch has it, started by mpirun or not
        settings.Set("dataloader_pin_memory", placement.Device != "cpu");
        settings.Set("gradient_checkpointing", placement.Device != "cpu");
        settings.Set("logging_steps", 1);
        settings.Set("log_completions", true);
        settings.Set("num_completions_to_print", 1);
        settings.Set("save_strategy", "no");
        settings.Set("report_to", Array.Empty<string>());
        settings.Fixed(loss.Surrogate, "ClippedSurrogate.Plain");
        settings.Fixed(loss.Kl, "KlPenalty.K3");
        if (online.Advantage.Epsilon != 1e-4) settings.Differs(FormattableString.Invariant($"The advantage divides by the deviation + 1e-4 there, + {online.Advantage.Epsilon} here."));
        SharedDifferences.Add(settings, job);
        return settings;
    }

    private static EngineSettings Accelerate(JobPlacement placement)
    {
        var settings = new EngineSettings();
        settings.Set("compute_environment", "LOCAL_MACHINE");
        settings.Set("distributed_type", placement.Processes == 1 ? "NO" : "MULTI_GPU");
        settings.Set("use_cpu", placement.Processes == 1 && placement.Device == "cpu");
        settings.Set("num_machines", 1);
        settings.Set("machine_rank", 0);
        settings.Set("num_processes", placement.Processes);
        settings.Set("mixed_precision", "no");
        return settings;
    }
}

using EvoQuality.Foundations;
using Parquet;
using Parquet.Serialization;

namespace EvoQuality.Handoff;

/// <summary>
/// A job as verl takes it (written against 0.8): <c>train.parquet</c> with the pictures inside, <c>grpo.yaml</c> (hydra),
/// <c>run.sh</c>, and the reward for verl's batch reward manager, <c>compute_score.py</c> beside <c>fidelity.py</c>.
/// </summary>
public static class VerlExport
{
    private const int RowsPerGroup = 256;

    private static readonly Dictionary<string, string> Losses = new()
    {
        ["LossReduction.CompletionMean"] = "seq-mean-token-mean",
        ["LossReduction.FilledCompletionMean"] = "seq-mean-token-mean",
        ["LossReduction.FilledCompletionSum"] = "seq-mean-token-sum",
        ["LossReduction.FixedLengthSum"] = "seq-mean-token-sum-norm",
        ["LossReduction.TokenMean"] = "token-mean",
    };

    private static readonly Dictionary<string, string> Penalties = new()
    {
        ["KlPenalty.K3Clamped"] = "low_var_kl",
        ["KlPenalty.K3"] = "low_var_kl",
        ["KlPenalty.K1"] = "kl",
        ["KlPenalty.K2"] = "mse",
        ["KlPenalty.Absolute"] = "abs",
    };

    /// <summary>Writes the job.</summary>
    /// <param name="job">What to train.</param>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="placement">Where it runs. Pictures are inside the table either way.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images; nothing is left behind then.</param>
    /// <returns>What verl does otherwise than this library, one sentence each.</returns>
    /// <exception cref="IOException">The folder holds something.</exception>
    /// <exception cref="ArgumentException">The placement does not fit the job.</exception>
    public static IReadOnlyList<string> Write(
        TrainingJob job, string folder, JobPlacement placement, IProgress<StageProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(placement);
        placement.Validate(job);
        var settings = Settings(job, placement);
        TrainingJobFolder.Write(folder, inside =>
        {
            var (policy, reference) = TrainingJobFolder.WriteCommon(job, inside, placement.ByReference, settings.Differences);
            var pictures = TrainingJobFolder.WritePictures(job, inside, placement.ByReference, progress, cancel);
            AtomicFile.Write(Path.Combine(inside, "train.parquet"), stream => ParquetSerializer.SerializeAsync(
                job.Rows.Select((row, i) => Row(job, row, i, inside, pictures[row.Picture])), stream,
                new ParquetOptions { RowGroupSize = RowsPerGroup }, cancellationToken: cancel).GetAwaiter().GetResult());
            AtomicFile.WriteAllText(Path.Combine(inside, "grpo.yaml"), settings.Yaml("verl's ppo_trainer with these values. What verl does otherwise than the run: job.json, differences."));
            AtomicFile.WriteAllText(Path.Combine(inside, "run.sh"), Script(policy, reference));
            TrainingJobFolder.WriteTemplate(inside, "fidelity.py", "fidelity.py");
            TrainingJobFolder.WriteTemplate(inside, "compute_score.py", "compute_score.py");
        });
        return settings.Differences;
    }

    private static VerlRow Row(TrainingJob job, JobRow row, int index, string folder, JobPicture picture) => new()
    {
        DataSource = "evoquality",
        Prompt = [new ChatMessage("user", $"<image>{job.Prompt}")],
        Images = [new VerlImage { Bytes = File.ReadAllBytes(Path.Combine(folder, picture.File)), Path = Path.GetFileName(picture.File) }],
        Ability = "image quality assessment",
        RewardModel = new VerlReward { GroundTruth = row.Preference },
        ExtraInfo = new VerlExtra { Index = index, Step = row.Step, Pair = row.Pair, Picture = row.Picture, Partner = row.Partner },
    };

    private static EngineSettings Settings(TrainingJob job, JobPlacement placement)
    {
        var (online, loss, update) = (job.Online, job.Online.Loss, job.Online.Update);
        var prompts = 2 * online.PairsPerStep;
        var settings = new EngineSettings();
        settings.Set("hydra.searchpath", new[] { "pkg://verl.trainer.config" });
        settings.Set("defaults", new[] { "ppo_trainer", "_self_" });
        settings.Set("data.train_batch_size", prompts);
        settings.Set("data.shuffle", false);
        settings.Set("data.max_prompt_length", job.LongestPrompt(job.Preferences.Images.Select(i => job.Pool.Images[i])));
        settings.Set("data.max_response_length", online.MaxNewTokens);
        settings.Set("data.image_key", "images");
        settings.Set("data.truncation", "error");
        settings.Set("actor_rollout_ref.actor.ppo_mini_batch_size", prompts);
        settings.Set("actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu", online.Group);
        settings.Set("actor_rollout_ref.actor.ppo_epochs", online.UpdatesPerRollout);
        settings.Set("actor_rollout_ref.actor.clip_ratio", loss.ClipRange);
        settings.Set("actor_rollout_ref.actor.clip_ratio_low", loss.ClipRange);
        settings.Set("actor_rollout_ref.actor.clip_ratio_high", loss.ClipRangeAbove);
        settings.Set("actor_rollout_ref.actor.clip_ratio_c", loss.DualClip);
        settings.Set("actor_rollout_ref.actor.loss_agg_mode", settings.Named(loss.Reduction, Losses, "seq-mean-token-mean"));
        settings.Set("actor_rollout_ref.actor.use_kl_loss", loss.Beta > 0);
        settings.Set("actor_rollout_ref.actor.kl_loss_coef", loss.Beta);
        settings.Set("actor_rollout_ref.actor.kl_loss_type", settings.Named(loss.Kl, Penalties, "low_var_kl"));
        settings.Set("actor_rollout_ref.actor.entropy_coeff", 0);
        settings.Set("actor_rollout_ref.actor.grad_clip", update.ClipNorm);
        settings.Set("actor_rollout_ref.actor.checkpoint.save_contents", new[] { "model", "optimizer", "extra", "hf_model" });
        settings.Set("actor_rollout_ref.actor.optim.lr", online.LearningRate);
        settings.Set("actor_rollout_ref.actor.optim.weight_decay", update.WeightDecay);
        settings.Set("actor_rollout_ref.actor.optim.betas", new[] { update.Beta1, update.Beta2 });
        settings.Set("actor_rollout_ref.rollout.name", "vllm");
        settings.Set("actor_rollout_ref.rollout.n", online.Group);
        settings.Set("actor_rollout_ref.rollout.temperature", online.Temperature);
        settings.Set("actor_rollout_ref.rollout.tensor_model_parallel_size", 1);
        settings.Set("actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu", online.Group);
        settings.Set("actor_rollout_ref.ref.log_prob_micro_batch_size_per_gpu", online.Group);
        settings.Set("algorithm.adv_estimator", "grpo");
        settings.Set("algorithm.norm_adv_by_std_in_grpo", settings.Named(
            online.Advantage.Function, new Dictionary<string, string> { ["BatchAdvantages.ByGroup"] = "true", ["BatchAdvantages.Centred"] = "false" }, "true") == "true");
        settings.Set("algorithm.use_kl_in_reward", false);
        settings.Set("reward_model.enable", false);
        settings.Set("reward_model.use_reward_loop", false);
        settings.Set("reward_model.reward_manager", "batch");
        settings.Set("trainer.total_epochs", 1);
        settings.Set("trainer.total_training_steps", job.Steps);
        settings.Set("trainer.val_before_train", false);
        settings.Set("trainer.test_freq", -1);
        settings.Set("trainer.save_freq", job.Steps);
        settings.Set("trainer.logger", new[] { "console" });
        settings.Set("trainer.project_name", "evoquality");
        settings.Set("trainer.experiment_name", $"version-{job.Version}");
        settings.Set("trainer.n_gpus_per_node", placement.Processes);
        settings.Set("trainer.nnodes", 1);
        settings.Fixed(loss.Surrogate, "ClippedSurrogate.Dual");
        settings.Fixed(loss.Ratio, "PolicyRatio.ClampedToken");
        settings.Differs("The learning rate stays the same there; here it falls linearly to 0.");
        if (loss.RatioCap is not null) settings.Differs("There is no bound on the unclipped ratio there.");
        if (online.Advantage.Epsilon != 1e-6) settings.Differs(FormattableString.Invariant($"The advantage divides by the deviation + 1e-6 there, + {online.Advantage.Epsilon} here."));
        SharedDifferences.Add(settings, job);
        return settings;
    }

    private static string Script(string policy, string? reference) => $$"""
        #!/usr/bin/env bash
        # Trains the policy of this job with verl; further arguments are hydra's. Every answer with its reward goes to output/rollouts,
        # for `evoquality export check`; checkpoints in the published layout to output/checkpoints/global_step_N/actor/huggingface.
        set -euo pipefail
        JOB="$(cd "$(dirname "$0")" && pwd)"
        python3 -m verl.trainer.main_ppo --config-path="$JOB" --config-name=grpo \
            data.train_files="$JOB/train.parquet" data.val_files="$JOB/train.parquet" \
            actor_rollout_ref.model.path={{ShellPath.Of(policy)}} {{(reference is null ? "" : $"+actor_rollout_ref.ref.model.path={ShellPath.Of(reference)} ")}}\
            custom_reward_function.path="$JOB/compute_score.py" custom_reward_function.name=compute_score \
            trainer.default_local_dir="$JOB/output/checkpoints" trainer.rollout_data_dir="$JOB/output/rollouts" "$@"

        """;
}

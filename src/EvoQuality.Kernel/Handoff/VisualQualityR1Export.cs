using EvoQuality.Foundations;
using EvoQuality.Language;
using EvoQuality.Voting;

namespace EvoQuality.Handoff;

/// <summary>
/// A job as VisualQuality-R1 takes it (commit a16dcdb): <c>train_scoring.jsonl</c>, pictures, and <c>run.sh</c> with the
/// arguments of its training. Its reward wants one score per picture and compares all pictures of a device, so the votes are given as
/// 1 + 4 x the picture's mean preference; which pairs were asked is lost.
/// </summary>
public static class VisualQualityR1Export
{
    private const string Pictures = "images";

    /// <summary>Writes the job.</summary>
    /// <param name="job">What to train.</param>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="placement">Where it runs.</param>
    /// <param name="progress">Told in images.</param>
    /// <param name="cancel">Stops between images; nothing is left behind then.</param>
    /// <returns>What it does otherwise than this library, one sentence each.</returns>
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
            var (policy, _) = TrainingJobFolder.WriteCommon(job, inside, placement.ByReference, settings.Differences, ownReference: false);
            var pictures = TrainingJobFolder.WritePictures(job, inside, placement.ByReference, progress, cancel);
            TrainingJobFolder.WriteLines(inside, "train_scoring.jsonl", ConsensusRanking.Of(job.Preferences).OrderBy(s => s.Image).Select((standing, i) =>
                new VisualQualityR1Row(
                    i + 1, "evoquality", [Relative(pictures[job.Pool.Images[standing.Image].Id].File)],
                    [new VisualQualityR1Question("human", Prompts.Score), new VisualQualityR1Score("gpt", 1 + (4 * standing.MeanPreference))])));
            AtomicFile.WriteAllText(Path.Combine(inside, "run.sh"), Script(settings, placement, policy));
        });
        return settings.Differences;
    }

    private static string Relative(string file) => Path.IsPathRooted(file) ? file : Path.GetRelativePath(Pictures, file);

    /// <summary>Its GRPOConfig; what is not there is fixed in its code: the ratio of tokens, the plain surrogate, k3, means of completions.</summary>
    private static EngineSettings Settings(TrainingJob job, JobPlacement placement)
    {
        var (online, loss, update) = (job.Online, job.Online.Loss, job.Online.Update);
        var settings = new EngineSettings();
        settings.Set("num_generations", online.Group);
        settings.Set("max_completion_length", online.MaxNewTokens);
        settings.Set("per_device_train_batch_size", 2 * online.PairsPerStep * online.Group / placement.Processes);
        settings.Set("gradient_accumulation_steps", 1);
        settings.Set("num_iterations", online.UpdatesPerRollout);
        settings.Set("max_steps", job.Steps);
        settings.Set("save_steps", job.Steps);
        settings.Set("logging_steps", 1);
        settings.Set("beta", loss.Beta);
        settings.Set("epsilon", loss.ClipRange);
        settings.Set("epsilon_high", loss.ClipRangeAbove);
        settings.Set("learning_rate", online.LearningRate);
        settings.Set("weight_decay", update.WeightDecay);
        settings.Set("max_grad_norm", update.ClipNorm);
        settings.Set("adam_beta1", update.Beta1);
        settings.Set("adam_beta2", update.Beta2);
        settings.Set("adam_epsilon", update.Epsilon);
        settings.Set("data_seed", job.Setup.Seed);
        settings.Differs("Scores in place of pairs: a picture is 1 + 4 x its mean preference, and every picture of a device is compared with every other.");
        settings.Differs("A text without a number gets a random score there; here it gets reward 0.");
        settings.Differs("Its template asks for think and answer tags, and the format reward has the weight of the other.");
        if (job.OtherReference) settings.Differs("The reference policy is the version that is trained; here it is the start.");
        if (job.Setup.Dtype != "bfloat16") settings.Differs("It computes in bfloat16.");
        if (online.Temperature != 1) settings.Differs(FormattableString.Invariant($"The temperature is 1 there, {online.Temperature} here."));
        settings.Fixed(loss.Reduction, "LossReduction.CompletionMean");
        settings.Fixed(loss.Surrogate, "ClippedSurrogate.Plain");
        settings.Fixed(loss.Ratio, "PolicyRatio.Token");
        settings.Fixed(loss.Kl, "KlPenalty.K3");
        settings.Fixed(online.Advantage.Function, "BatchAdvantages.ByGroup");
        if (loss.RatioCap is not null) settings.Differs("There is no bound on the unclipped ratio there.");
        if (online.Advantage.Epsilon != 1e-4) settings.Differs(FormattableString.Invariant($"The advantage divides by the deviation + 1e-4 there, + {online.Advantage.Epsilon} here."));
        SharedDifferences.OfTraining(settings, job);
        return settings;
    }

    private static string Script(EngineSettings settings, JobPlacement placement, string policy) => FormattableString.Invariant($$"""
        #!/usr/bin/env bash
        # Run in src/open-r1-multimodal of VisualQuality-R1. Its code picks the model's module by the word "qwen" in the model's path.
        set -euo pipefail
        JOB="$(cd "$(dirname "$0")" && pwd)"
        ln -sfn {{ShellPath.Of(policy)}} "$JOB/qwen"
        torchrun --nproc_per_node={{placement.Processes}} --nnodes=1 src/open_r1/grpo_jsonl.py \
            --deepspeed local_scripts/zero3.json --output_dir "$JOB/output" --model_name_or_path "$JOB/qwen" \
            --question_template scoring --dataset_name evoquality --image_folders "$JOB/{{Pictures}}" --data_file_paths "$JOB/train_scoring.jsonl" \
            --freeze_vision_modules false --bf16 --torch_dtype bfloat16 --report_to tensorboard --gradient_checkpointing true \
            --attn_implementation flash_attention_2 --run_name evoquality --save_only_model true \
            {{string.Join(" \\\n    ", settings.Arguments().Chunk(4).Select(some => string.Join(' ', some)))}} "$@"

        """);
}

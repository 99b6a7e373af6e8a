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
        string[] differences =
        [
            "Scores in place of pairs: a picture is 1 + 4 x its mean preference, and every picture of a device is compared with every other.",
            "A text without a number gets a random score there; here it gets reward 0.",
            "Its template asks for think and answer tags, and the format reward has the weight of the other.",
            .. job.OtherReference ? (string[])["The reference policy is the version that is trained; here it is the start."] : [],
        ];
        TrainingJobFolder.Write(folder, inside =>
        {
            var (policy, _) = TrainingJobFolder.WriteCommon(job, inside, placement.ByReference, differences, ownReference: false);
            var pictures = TrainingJobFolder.WritePictures(job, inside, placement.ByReference, progress, cancel);
            TrainingJobFolder.WriteLines(inside, "train_scoring.jsonl", ConsensusRanking.Of(job.Preferences).OrderBy(s => s.Image).Select((standing, i) =>
                new VisualQualityR1Row(
                    i + 1, "evoquality", [Relative(pictures[job.Pool.Images[standing.Image].Id].File)],
                    [new VisualQualityR1Question("human", Prompts.Score), new VisualQualityR1Score("gpt", 1 + (4 * standing.MeanPreference))])));
            AtomicFile.WriteAllText(Path.Combine(inside, "run.sh"), Script(job, placement, policy));
        });
        return differences;
    }

    private static string Relative(string file) => Path.IsPathRooted(file) ? file : Path.GetRelativePath(Pictures, file);

    private static string Script(TrainingJob job, JobPlacement placement, string policy) => FormattableString.Invariant($$"""
        #!/usr/bin/env bash
        # Run in src/open-r1-multimodal of VisualQuality-R1. Its code picks the model's module by the word "qwen" in the model's path.
        set -euo pipefail
        JOB="$(cd "$(dirname "$0")" && pwd)"
        ln -sfn "{{(Path.IsPathRooted(policy) ? policy : $"$JOB/{policy}")}}" "$JOB/qwen"
        torchrun --nproc_per_node={{placement.Processes}} --nnodes=1 src/open_r1/grpo_jsonl.py \
            --deepspeed local_scripts/zero3.json --output_dir "$JOB/output" --model_name_or_path "$JOB/qwen" \
            --question_template scoring --dataset_name evoquality --image_folders "$JOB/{{Pictures}}" --data_file_paths "$JOB/train_scoring.jsonl" \
            --freeze_vision_modules false --max_prompt_length 1024 --num_generations {{job.Online.Group}} \
            --per_device_train_batch_size {{2 * job.Online.PairsPerStep * job.Online.Group / placement.Processes}} --gradient_accumulation_steps 1 \
            --beta {{job.Online.Loss.Beta:0.0###############}} --epsilon {{job.Online.Loss.ClipRange:0.0###############}} --num_iterations {{job.Online.UpdatesPerRollout}} \
            --learning_rate {{job.Online.LearningRate:0.0###################}} --max_grad_norm {{job.Online.Update.ClipNorm:0.0###############}} --max_steps {{job.Steps}} \
            --logging_steps 1 --bf16 --torch_dtype bfloat16 --data_seed {{job.Setup.Seed}} --report_to tensorboard --gradient_checkpointing true \
            --attn_implementation flash_attention_2 --run_name evoquality --save_steps {{job.Steps}} --save_only_model true "$@"

        """);
}

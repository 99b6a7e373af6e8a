using EvoQuality.Language;

namespace EvoQuality.Handoff;

/// <summary>An engine's rewards beside ours.</summary>
/// <param name="Steps">Steps in the log.</param>
/// <param name="Answers">Answers in the log.</param>
/// <param name="Parsed">Answers that were a score.</param>
/// <param name="Largest">Largest difference of a reward; NaN once the log has one that is no number.</param>
/// <param name="Place">Step and answer of the largest difference, both from 1.</param>
public sealed record RewardCheck(int Steps, int Answers, int Parsed, double Largest, string Place)
{
    /// <summary>Computes every reward of a log again.</summary>
    /// <param name="job">The exported job.</param>
    /// <param name="log">TRL's <c>completions</c> or verl's <c>rollouts</c>; it must start with the training's first step.</param>
    /// <exception cref="InvalidDataException">A file is damaged, lacks answers, or is of another job.</exception>
    public static RewardCheck Of(string job, string log)
    {
        var (reward, settings) = (JobReward.Of(job), JobSettings.Read(job));
        var expected = 2 * settings.PairsPerStep * settings.Group;
        var result = new RewardCheck(0, 0, 0, 0, "");
        foreach (var (step, answers) in TrainingLog.Read(log))
        {
            if (answers.Count != expected) throw new InvalidDataException($"{log}: expected the {expected} answers of a step, found {answers.Count} of step {step}.");
            var ours = reward.Step([.. answers.Select(a => (a.Picture, a.Partner, a.Text))], step);
            result = result with
            {
                Steps = result.Steps + 1,
                Answers = result.Answers + answers.Count,
                Parsed = result.Parsed + answers.Count(a => AnswerParser.Score(a.Text) is not null),
            };
            foreach (var (i, (logged, own)) in answers.Zip(ours).Index())
            {
                var difference = Math.Abs(logged.Reward - own);
                if (!double.IsNaN(result.Largest) && !(difference <= result.Largest)) result = result with { Largest = difference, Place = $"step {step}, answer {i + 1}" };
            }
        }

        return result;
    }
}

using EvoQuality.Generation;

namespace EvoQuality.Grpo;

/// <summary>Names the rollouts that stop a step.</summary>
public static class RolloutFaults
{
    private const int Named = 3;
    private const int TextStart = 60;

    /// <summary>The error of a step that is not taken.</summary>
    /// <param name="fault">What is wrong, a clause: "the loss is not finite".</param>
    /// <param name="prompts">B prompts.</param>
    /// <param name="completions">G completions each.</param>
    /// <param name="rows">Rollouts concerned, numbered over all groups.</param>
    /// <param name="cause">Where it was found, if it was thrown.</param>
    /// <param name="updates">Updates of the step that were taken before.</param>
    public static ArithmeticException NotFinite(
        string fault, IReadOnlyList<Prompt> prompts, IReadOnlyList<IReadOnlyList<Completion>> completions, IReadOnlyList<int> rows,
        Exception? cause = null, int updates = 0)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(completions);
        ArgumentNullException.ThrowIfNull(rows);
        (Prompt Prompt, int Number, Completion Completion)[] all =
            [.. prompts.Zip(completions).SelectMany(g => g.Second.Select((c, k) => (g.First, k, c)))];
        var names = rows.Take(Named).Select(row => $"image {string.Join(" and ", all[row].Prompt.Images.Select(i => i.Id))}, completion {all[row].Number}, '{Start(all[row].Completion.Text)}'");
        var more = rows.Count > Named ? $"; and {rows.Count - Named} more" : "";
        var left = updates == 0 ? "The step was not taken and the weights are unchanged" : $"Update {updates + 1} of the step was not taken and the weights are those after update {updates}";
        return new ArithmeticException($"{left}: {fault} for {rows.Count} of {all.Length} rollouts ({string.Join("; ", names)}{more}).", cause);
    }

    private static string Start(string text) => text.Length <= TextStart ? text : text[..TextStart] + "…";
}

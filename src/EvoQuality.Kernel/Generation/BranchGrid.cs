namespace EvoQuality.Generation;

/// <summary>
/// Which rows are still generated. Slots form a grid, as many for every prompt, since the attention over shared prompts
/// wants it so. When at least a quarter of the slots can go, the rows that have ended leave, and so do prompts whose rows
/// have all ended; a prompt with fewer rows than the fullest keeps ended ones to fill its slots.
/// </summary>
internal sealed class BranchGrid
{
    private readonly bool[] _ended; // by row
    private int[] _rows; // by slot

    public BranchGrid(int prompts, int perPrompt)
    {
        (Prompts, PerPrompt) = (prompts, perPrompt);
        _rows = [.. Enumerable.Range(0, prompts * perPrompt)];
        _ended = new bool[_rows.Length];
    }

    /// <summary>Prompts still in the grid.</summary>
    public int Prompts { get; private set; }

    /// <summary>Slots per prompt.</summary>
    public int PerPrompt { get; private set; }

    /// <summary>The row in each slot.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>Whether every row has ended.</summary>
    public bool AllEnded => Array.TrueForAll(_ended, e => e);

    /// <summary>Whether the row in a slot has ended.</summary>
    public bool Ended(int slot) => _ended[_rows[slot]];

    /// <summary>Ends the row in a slot.</summary>
    public void End(int slot) => _ended[_rows[slot]] = true;

    /// <summary>Lets ended rows leave where that is worth moving the others.</summary>
    /// <returns>The slots that stay, as a smaller grid, and the prompts they belong to; null when all stay.</returns>
    public (int[] Slots, int[] Prompts)? Shrink()
    {
        var byPrompt = Enumerable.Range(0, _rows.Length).Chunk(PerPrompt).ToArray();
        int[] prompts = [.. Enumerable.Range(0, Prompts).Where(p => byPrompt[p].Any(slot => !Ended(slot)))];
        if (prompts.Length == 0) return null;
        var perPrompt = prompts.Max(p => byPrompt[p].Count(slot => !Ended(slot)));
        if (prompts.Length * perPrompt * 4 > _rows.Length * 3) return null;
        int[] slots = [.. prompts.SelectMany(p => byPrompt[p].OrderBy(Ended).Take(perPrompt))];
        (Prompts, PerPrompt, _rows) = (prompts.Length, perPrompt, [.. slots.Select(s => _rows[s])]);
        return (slots, prompts);
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.QuickInfo;

namespace EvoQuality.Notebooks;

/// <summary>Completion and explanations of the cell being written, by Roslyn, knowing the cells that ran.</summary>
internal sealed class CodeAssistant : IDisposable
{
    private const int Shown = 500;
    private readonly CSharpEngine _engine;
    private readonly Lazy<CellWorkspace> _workspace;
    private readonly List<string> _waiting = [];

    /// <param name="engine">Its cells are known here once they ran.</param>
    public CodeAssistant(CSharpEngine engine)
    {
        _engine = engine;
        _workspace = new(() => new CellWorkspace());
        engine.CellRan += Remember;
    }

    /// <summary>How the word at a place can go on.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="position">In UTF-16 units.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<Suggestions> CompleteAsync(string code, int position, CancellationToken cancellation)
    {
        var document = await DraftAsync(code, cancellation);
        var service = CompletionService.GetService(document)!;
        var list = await service.GetCompletionsAsync(document, position, cancellationToken: cancellation);
        var start = Math.Min(list.Span.Start, position);
        if (list.ItemsList.Count == 0) return new Suggestions(position, position, []);

        var word = code[start..position];
        var starts = list.ItemsList.Where(i => i.FilterText.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(i => i.FilterText.StartsWith(word, StringComparison.Ordinal)).ThenBy(i => i.SortText, StringComparer.OrdinalIgnoreCase)
            .ToList();
        // No item starts so: what Roslyn finds in the middle of words, as CWL for Console.WriteLine.
        var found = starts.Count > 0 ? starts : [.. service.FilterItems(document, [.. list.ItemsList], word)];
        return new Suggestions(start, position,
        [
            .. found.Where(i => !i.IsComplexTextEdit).DistinctBy(i => i.DisplayText).Take(Shown)
                .Select(i => new Suggestion(i.DisplayText, i.Tags.FirstOrDefault()?.ToLowerInvariant() ?? "")),
        ]);
    }

    /// <summary>
    /// Signature and documentation of what stands at a place; inside brackets of a call, of what is called. Null if there is
    /// nothing to say.
    /// </summary>
    public async Task<string?> ExplainAsync(string code, int position, CancellationToken cancellation)
    {
        var document = await DraftAsync(code, cancellation);
        var service = QuickInfoService.GetService(document)!;
        var root = await document.GetSyntaxRootAsync(cancellation);
        foreach (var place in Places(root!, Math.Min(position, code.Length)))
        {
            var info = await service.GetQuickInfoAsync(document, place, cancellation);
            if (info is { Sections.IsEmpty: false })
                return string.Join("\n", info.Sections.Select(s => s.Text.Trim()).Where(s => s.Length > 0)).ReplaceLineEndings("\n");
        }
        return null;
    }

    /// <summary>Loads what the first question would wait for.</summary>
    public async Task WarmUpAsync()
    {
        await CompleteAsync("Console.Wri", 11, CancellationToken.None);
        await ExplainAsync("Console.WriteLine()", 10, CancellationToken.None);
    }

    public void Dispose()
    {
        _engine.CellRan -= Remember;
        if (_workspace.IsValueCreated) _workspace.Value.Dispose();
    }

    // The word at the cursor, the word it has just left, then the calls around it.
    private static IEnumerable<int> Places(SyntaxNode root, int position)
    {
        foreach (var place in new[] { position, position - 1 })
            if (place >= 0 && root.FindToken(place) is var token && token.Span.IntersectsWith(place) && SyntaxFacts.IsValidIdentifier(token.ValueText)) yield return place;
        foreach (var call in root.FindToken(Math.Max(0, position - 1)).Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>() ?? [])
            yield return call.Parent is ObjectCreationExpressionSyntax made ? made.Type.Span.End - 1 : Math.Max(0, call.SpanStart - 1);
    }

    private void Remember(string code)
    {
        lock (_waiting) _waiting.Add(code);
    }

    private Task<Document> DraftAsync(string code, CancellationToken cancellation)
    {
        lock (_waiting)
        {
            foreach (var cell in _waiting) _workspace.Value.Add(cell, _engine.Options);
            _waiting.Clear();
        }
        return _workspace.Value.DraftAsync(code, _engine.Options, cancellation);
    }
}

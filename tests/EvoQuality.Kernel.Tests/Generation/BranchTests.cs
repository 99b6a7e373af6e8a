using EvoQuality.Generation;
using EvoQuality.Qwen25VL;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class BranchTests : IDisposable
{
    private static readonly Prompt[] Prompts = [TinyPolicy.TwoImages, TinyPolicy.OneImage];
    private readonly QwenPolicy _policy = TinyPolicy.Create();

    public void Dispose() => _policy.Dispose();

    [Theory]
    [InlineData(1, 1, 1, 1, 1, 1)]
    [InlineData(2, 3, 1)]
    [InlineData(1, 5)]
    public void Branches_continued_in_steps_are_those_continued_at_once(params int[] steps)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var model = _policy.Model;
        var pass = Read();
        var ids = arange(36).view(6, 6) % 50; // (S, L): two prompts, three branches each
        var whole = model.ContinueBranches(ids, pass.Cache);

        using var branches = model.NewBranches(6, tokens: 6);
        var parts = new List<Tensor>();
        foreach (var step in steps) parts.Add(model.ContinueBranches(ids.narrow(1, branches.Length, step), pass.Cache, branches));

        Assert.Equal(6, branches.Length);
        Assert.True(cat(parts, 1).allclose(whole, rtol: 0, atol: 1e-5));
    }

    [Fact]
    public void A_branch_sees_neither_its_neighbours_nor_later_tokens()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var model = _policy.Model;
        var pass = Read();
        var ids = arange(36).view(6, 6) % 50;
        var changed = ids.clone();
        changed[1].add_(1); // a neighbour
        changed[2, 4] += 1; // a later token of its own
        var (before, after) = (model.ContinueBranches(ids, pass.Cache), model.ContinueBranches(changed, pass.Cache));
        bool Same(int row, int tokens) => before[row][..tokens].allclose(after[row][..tokens], 0, 1e-6);
        Assert.True(Same(0, 6) && Same(2, 4) && Same(3, 6) && Same(5, 6));
        Assert.False(Same(1, 1) || Same(2, 5));
    }

    [Fact]
    public void Rows_that_end_leave_and_change_no_other_row()
    {
        const int PerPrompt = 24, Limit = 20;
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        var stops = Enumerable.Range(0, 60).ToHashSet(); // about a tenth of the tokens
        using var seeded = new Foundations.SeedTree(3).Generator();
        var uniforms = rand(2 * PerPrompt, Limit, dtype: ScalarType.Float64, generator: seeded);
        var options = new SamplingOptions();
        var together = BranchDecoder.Decode(_policy.Model, Read(), uniforms, options, stops, null);
        Assert.True(together.Select(a => a.Count).Distinct().Count() > 5 && together.Count(a => a.Count < Limit) > PerPrompt, "too few rows ended early for this test");

        for (var p = 0; p < 2; p++)
        {
            var pass = Read(Prompts[p]);
            for (var row = p * PerPrompt; row < (p + 1) * PerPrompt; row++)
                Assert.Equal(together[row], BranchDecoder.Decode(_policy.Model, pass, uniforms.narrow(0, row, 1), options, stops, null)[0]);
        }
    }

    [Theory]
    [InlineData(15, 1)]
    [InlineData(32, 2)]
    [InlineData(50, 3)]
    [InlineData(200, 4)]
    public void Rows_of_a_lone_prompt_are_shared_out_among_threads_and_stay_the_same(int rows, int threads)
    {
        using var none = inference_mode();
        using var scope = NewDisposeScope();
        using var seeded = new Foundations.SeedTree(4).Generator();
        var (pass, uniforms, options) = (Read(Prompts[0]), rand(rows, 6, dtype: ScalarType.Float64, generator: seeded), new SamplingOptions());
        var alone = BranchDecoder.Decode(_policy.Model, pass, uniforms, options, new HashSet<int>(), null);
        using var four = TorchThreads.Use(4);
        var stops = new Watched();
        Assert.Equal(alone, BranchDecoder.Decode(_policy.Model, pass, uniforms, options, stops, null));
        Assert.Equal(threads, stops.Threads.Count);
        var both = new Watched();
        BranchDecoder.Decode(_policy.Model, Read(), cat([uniforms, uniforms], 0), options, both, null);
        Assert.Single(both.Threads); // prompts are shared out before they come here
    }

    [Fact]
    public void A_step_beyond_the_buffers_is_refused()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var pass = Read(TinyPolicy.OneImage);
        using var branches = _policy.Model.NewBranches(1, tokens: 1);
        using var id = zeros(1, 1, dtype: ScalarType.Int64);
        _policy.Model.ContinueBranches(id, pass.Cache, branches);
        NoLeaks.Check(() => Assert.Contains(
            "room for 1 tokens", Assert.Throws<InvalidOperationException>(() => _policy.Model.ContinueBranches(id, pass.Cache, branches)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_step_of_other_branches_than_the_cache_s_is_refused()
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var pass = Read();
        using var branches = _policy.Model.NewBranches(6, tokens: 2);
        using var ids = zeros(4, 1, dtype: ScalarType.Int64);
        NoLeaks.Check(() => Assert.Contains(
            "of 6 branches, and 4 are continued", Assert.Throws<ArgumentException>(() => _policy.Model.ContinueBranches(ids, pass.Cache, branches)).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_in_bf16_are_those_continued_at_once()
    {
        using var folder = new TemporaryFolder();
        CheckpointFolder.Save(_policy.Model, folder.Path);
        using var policy = QwenPolicy.Create(CheckpointFolder.Load(folder.Path, ScalarType.BFloat16), TinyPolicy.Tokenizer, new ImageStore(TinyPolicy.Pictures));
        using var none = no_grad();
        using var scope = NewDisposeScope();
        var model = policy.Model;
        var pass = model.ReadPrompts(PromptBatch.Create(policy.Tokenize(Prompts), model.Config, CPU), policy.CachedFeatures(Prompts));
        var ids = arange(18).view(6, 3) % 50;
        var whole = model.ContinueBranches(ids, pass.Cache);
        using var branches = model.NewBranches(6, tokens: 3);
        for (var i = 0; i < 3; i++)
        {
            var step = model.ContinueBranches(ids.narrow(1, i, 1), pass.Cache, branches);
            Assert.True(step.allclose(whole.narrow(1, i, 1), rtol: 0.02, atol: 0.02), $"{(step - whole.narrow(1, i, 1)).abs().max().to_type(ScalarType.Float32).item<float>()}");
        }
    }

    private PromptPass Read() => Read(Prompts);

    private PromptPass Read(params Prompt[] prompts)
    {
        var batch = PromptBatch.Create(_policy.Tokenize(prompts), _policy.Model.Config, CPU);
        return _policy.Model.ReadPrompts(batch, _policy.CachedFeatures(prompts));
    }

    /// <summary>Stops nothing and notes which threads asked.</summary>
    private sealed class Watched : HashSet<int>, IReadOnlySet<int>
    {
        public System.Collections.Concurrent.ConcurrentDictionary<int, bool> Threads { get; } = [];

        bool IReadOnlySet<int>.Contains(int item)
        {
            Threads[Environment.CurrentManagedThreadId] = true;
            return false;
        }
    }
}

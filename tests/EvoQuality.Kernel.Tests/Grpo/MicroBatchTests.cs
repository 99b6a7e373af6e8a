using EvoQuality.Grpo;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public class MicroBatchTests
{
    private static readonly GrpoFixture.Batch Batch = GrpoFixture.Load().Batches[1]; // one row is empty

    public static TheoryData<string> Exact { get; } =
        [nameof(LossReduction.CompletionMean), nameof(LossReduction.TokenMean), nameof(LossReduction.FixedLengthMean),
         nameof(LossReduction.FixedLengthSum), nameof(LossReduction.FilledCompletionSum), nameof(LossReduction.FilledCompletionMean)];

    [Theory]
    [MemberData(nameof(Exact))]
    public void However_a_batch_is_cut_loss_gradient_and_figures_add_up_to_the_same(string reduction)
    {
        using var scope = NewDisposeScope();
        var options = new GrpoLossOptions { Reduction = Named(reduction), MaxCompletionLength = 20 };
        var whole = Cut(options, [6]);
        foreach (int[] sizes in new int[][] { [1, 1, 1, 1, 1, 1], [2, 4], [5, 1] })
        {
            var parts = Cut(options, sizes);
            Assert.Equal(whole.Loss, parts.Loss, 1e-14);
            Close.All(whole.Gradient, parts.Gradient, 1e-15);
            Assert.Equal(whole.Figures.Kl, parts.Figures.Kl, 1e-14);
            Assert.Equal(
                (whole.Figures.Tokens, whole.Figures.LowClipped, whole.Figures.HighClipped, whole.Figures.ClipLowMin, whole.Figures.ClipHighMax),
                (parts.Figures.Tokens, parts.Figures.LowClipped, parts.Figures.HighClipped, parts.Figures.ClipLowMin, parts.Figures.ClipHighMax));
        }
    }

    [Fact]
    public void TRLs_bnpo_depends_on_the_cut_and_uncut_is_the_mean_over_tokens()
    {
        using var scope = NewDisposeScope();
        var (bnpo, tokens) = (new GrpoLossOptions { Reduction = LossReduction.MicroBatchTokenMean }, new GrpoLossOptions { Reduction = LossReduction.TokenMean });
        Assert.Equal(Cut(tokens, [6]).Loss, Cut(bnpo, [6]).Loss, 1e-15);
        Assert.True(Math.Abs(Cut(bnpo, [6]).Loss - Cut(bnpo, [1, 5]).Loss) > 1e-3);
    }

    [Fact]
    public void A_part_larger_than_its_batch_is_refused()
    {
        using var scope = NewDisposeScope();
        var values = ones(2, 3);
        void Reduce() => LossReduction.TokenMean(values, values, new BatchCounts(1, 1, 3, 3));
        var error = Assert.Throws<ArgumentException>(Reduce);
        Assert.StartsWith("The batch is said to have 1 rows, but this part of it has 2.", error.Message, StringComparison.Ordinal);
    }

    private static ReductionFunction Named(string name) =>
        typeof(LossReduction).GetMethod(name)!.CreateDelegate<ReductionFunction>();

    private static (double Loss, double[] Gradient, LossFigures Figures) Cut(GrpoLossOptions options, int[] sizes)
    {
        var logProbs = GrpoFixture.Rows(Batch.Logps).requires_grad_();
        var (old, reference, mask, advantages) = (GrpoFixture.Rows(Batch.Old), GrpoFixture.Rows(Batch.Ref), GrpoFixture.Rows(Batch.Mask), tensor(Batch.Advantages));
        var counts = BatchCounts.Of(mask, options.MaxCompletionLength);
        var (loss, start, figures) = (0.0, 0, LossFigures.Empty);
        foreach (var size in sizes)
        {
            Tensor Part(Tensor all) => all.narrow(0, start, size);
            using var terms = GrpoLoss.Compute(Part(logProbs), Part(old), Part(reference), Part(mask), Part(advantages), options, counts);
            terms.Loss.backward();
            loss += terms.Loss.item<double>();
            figures += terms.Figures;
            start += size;
        }

        return (loss, logProbs.grad!.data<double>().ToArray(), figures);
    }
}

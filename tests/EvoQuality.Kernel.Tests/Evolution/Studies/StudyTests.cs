using EvoQuality.Datasets;
using EvoQuality.Evolution.Studies;
using EvoQuality.Foundations;
using EvoQuality.Voting;

namespace EvoQuality.Kernel.Tests;

/// <summary>Studies as declarations: their cells, their questions, their data.</summary>
public sealed class StudyTests : IDisposable
{
    private static readonly Study Small = SmallStudy.On("nowhere");
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. KnownStudies.All.Select(s => s.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cells_come_seed_by_seed_so_that_a_stopped_study_has_whole_seeds()
    {
        Assert.Equal(
            ["seed-1/base", "seed-1/k2", "seed-1/reset", "seed-1/further", "seed-2/base", "seed-2/k2", "seed-2/reset", "seed-2/further"],
            Small.Cells().Select(c => c.Name));
        Assert.Equal((2, 2), (Small.Cells()[5].Setup.K, Small.Cells()[5].Setup.Seed));
        Assert.Equal([4, 2, 2, 1], Small.Cells([1]).Select(c => c.Trainings)); // two rounds, and again for the random labels; the sharpened start trains nothing
    }

    [Fact]
    public void A_cell_says_what_it_changes_and_nothing_else()
    {
        Assert.All(KnownStudies.Named("scenes-second").Cells([3], "k32,from-taught-20"), c => Assert.Equal(c.Variant.Name == "taught-20" ? 3 : 0, c.Changes.Count));
        string[] Of(string variant) => [.. KnownStudies.Named("scenes-second").Cells([3], variant)[^1].Changes];
        Assert.Equal(["k=2"], Of("k2"));
        Assert.Equal(["soft=true"], Of("soft"));
        Assert.Equal(["confidence=0.75"], Of("confident"));
        Assert.Equal(["beta=0"], Of("beta-none"));
        Assert.Equal(["steps=200", "scenes=1600"], Of("pool-1600-longer"));
    }

    [Fact]
    public void A_later_round_is_held_against_the_one_before_it()
    {
        Assert.Equal(
            ["a, round 2 over a, round 1", "a, round 3 over a, round 2", "b, round 2 over b, round 1", "b, round 3 over b, round 2"],
            StudyQuestion.Later(3, "a", "b").Comparisons.Select(c => $"{c.Of} over {c.Against}"));
        Assert.Empty(StudyQuestion.Later(1, "a").Comparisons);
    }

    [Fact]
    public void Chosen_cells_bring_along_what_they_start_from()
    {
        Assert.Equal(["seed-7/k2", "seed-7/further"], Small.Cells([7], "f*").Select(c => c.Name));
        Assert.Equal(["seed-7/base", "seed-7/reset"], Small.Cells([7, 7], "reset, bas?").Select(c => c.Name));
    }

    [Fact]
    public void What_is_not_there_is_told_with_what_is()
    {
        Assert.Equal("There is no study 'second'; there are scenes-first, photographs-first, scenes-second, photographs-second.", Assert.Throws<ArgumentException>(() => KnownStudies.Named("second")).Message);
        Assert.Equal("The study small has no variant 'k3'; it has base, k2, reset, further.", Assert.Throws<ArgumentException>(() => Small.Cells(pattern: "base,k3")).Message);
        Assert.Equal("A seed is -1, expected 0 or more.", Assert.Throws<ArgumentException>(() => Small.Cells([1, -1])).Message);
    }

    [Fact]
    public void A_declaration_that_does_not_hold_together_is_refused()
    {
        string Fault(Study study) => Assert.Throws<ArgumentException>(() => study.Cells()).Message;
        Assert.Contains("two variants base", Fault(Small with { Variants = [.. Small.Variants, Small.Variants[0]] }), StringComparison.Ordinal);
        Assert.Contains("no variant k2 before further", Fault(Small with { Variants = [Small.Variants[3]] }), StringComparison.Ordinal);
        Assert.Contains("asks about a variant k9", Fault(Small with { Questions = [StudyQuestion.Gain(1, "k9")] }), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_cell_of_a_study_of_the_kit_is_valid_and_every_question_can_be_answered(string name)
    {
        var study = KnownStudies.Named(name);
        var cells = study.Cells();
        Assert.All(cells.Concat(study.Smoke().Cells()), c => c.Setup.Options().Validate());
        Assert.Distinct(cells.Select(c => (c.Setup, c.Variant.StartsFrom)));
        Assert.All(study.Questions.SelectMany(q => q.Comparisons).SelectMany(c => new[] { c.Of, c.Against }), version =>
        {
            var setup = cells.First(c => c.Variant.Name == version.Variant).Setup;
            string[] there = [.. Enumerable.Range(0, setup.Rounds + 1).Select(r => StudyVersion.Of("", r).Version), .. setup.ControlKinds.Select(k => StudyVersion.Of("", k).Version)];
            Assert.Contains(version.Version, there);
        });
    }

    [Fact]
    public void Smoke_has_the_same_variants_and_its_own_name()
    {
        var smoke = KnownStudies.Named("scenes-first").Smoke();
        Assert.Equal("scenes-first-smoke", smoke.Name);
        Assert.Equal(KnownStudies.Named("scenes-first").Variants.Select(v => v.Name), smoke.Cells().Select(c => c.Variant.Name));
        Assert.All(smoke.Cells(), c => Assert.Equal(2, c.Setup.Steps));
    }

    [Fact]
    public void Photographs_to_evolve_on_and_to_judge_by_are_different_and_none_is_a_test_photograph()
    {
        Directory.CreateDirectory(_folder.File("data/images"));
        var train = BiqSubset.ReadList().Where(e => e.Split == "train").Select(e => e.Name).ToArray();
        File.WriteAllLines(_folder.File("data/train.csv"), train.Select((n, i) => FormattableString.Invariant($"{n},{i / 4000.0:F6}")).Prepend("image,mos"));
        var folder = new RunFolder(_folder.File("study"));
        var setup = StudyPhotographs.With(KnownStudies.Named("photographs-first"), _folder.File("data"), folder).Base;
        var (pool, held) = (LabelFile.Read(setup.Labels), LabelFile.Read(setup.TestLabels));
        Assert.Equal((1600, 400), (pool.Count, held.Count));
        Assert.Equal(train.Order(), pool.Concat(held).Select(r => r.Image).Order());
        Assert.Equal(BiqSubset.Development, held.Select(r => r.Image).Order(StringComparer.Ordinal));
        Assert.Equal(Array.IndexOf(train, held[3].Image) / 4000.0, held[3].Mos, 6);
        Assert.Equal(_folder.File("data/images"), setup.Images);
        var smoke = StudyPhotographs.With(KnownStudies.Named("photographs-first").Smoke(), _folder.File("data"), new RunFolder(_folder.File("smoke"))).Base;
        Assert.Equal((24, 24), (LabelFile.Read(smoke.Labels).Count, LabelFile.Read(smoke.TestLabels).Count));

        File.WriteAllLines(_folder.File("data/train.csv"), ["image,mos", $"{BiqSubset.Development[0]},0.5"]);
        Assert.Contains("expected the 400 photographs of the development part, found 1", Assert.Throws<InvalidDataException>(() => StudyPhotographs.With(KnownStudies.Named("photographs-first"), _folder.File("data"), folder)).Message, StringComparison.Ordinal);
        Assert.Contains("expected the cut of BIQ2021", Assert.Throws<DirectoryNotFoundException>(() => StudyPhotographs.With(KnownStudies.Named("photographs-first"), _folder.File("none"), folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_development_part_is_the_draw_it_says_it_is()
    {
        Assert.Equal(400, BiqSubset.Development.Distinct().Count());
        Assert.Equal(BiqSubset.DrawDevelopment(), BiqSubset.Development);
    }

    [Fact]
    public void Flips_are_counted_among_pairs_with_a_winner_in_both_rounds()
    {
        static PairVotes Votes(string straight) => new(new ImagePair(0, 1), straight, "");
        Assert.Equal(1 / 3.0, StudyRow.Flips([Votes("001"), Votes("011"), Votes("000"), Votes("01"), Votes("00")], [Votes("000"), Votes("001"), Votes("001"), Votes("00"), Votes("-")])!.Value, 12);
        Assert.Null(StudyRow.Flips([Votes("01")], [Votes("00")]));
    }
}

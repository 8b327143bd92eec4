using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Privacy.Tests.SecureSums;

/// <summary>Centres whose dictionaries differ do not add their sums: every part of a life table is in the dataset's hash.</summary>
public sealed class DatasetHashTests
{
    private static readonly Action<LifeTable>[] Changes =
    [
        t => t.Name = "other",
        t => t.Sexes[1] = "2",
        t => t.FirstYear++,
        t => (t.Years, t.Ages) = (t.Ages, t.Years),
        t => t.FirstAge++,
        t => t.Daily[3] = Math.BitIncrement(t.Daily[3]),
        t => (t.Daily[0], t.Daily[1]) = (t.Daily[1], t.Daily[0]),
    ];

    [Fact]
    public void Dataset_LifeTableThatDiffersAnywhere_HasAnotherHash()
    {
        var hashes = Changes.Select(c => HashOf(c)).Append(HashOf(_ => { })).Append(Hashes.Dataset(new Dataset { Name = "d" })).Select(Convert.ToHexString).ToList();
        Assert.Equal(Changes.Length + 2, hashes.Distinct().Count());
        Assert.Equal(HashOf(_ => { }), HashOf(_ => { }));
    }

    private static byte[] HashOf(Action<LifeTable> change)
    {
        var table = new LifeTable { Name = "population", Sexes = { "0", "1" }, FirstYear = 1980, Years = 3, FirstAge = 20, Ages = 2, Daily = { Enumerable.Range(1, 12).Select(i => i * 1e-6) } };
        change(table);
        return Hashes.Dataset(new Dataset { Name = "d", LifeTables = { table } });
    }
}

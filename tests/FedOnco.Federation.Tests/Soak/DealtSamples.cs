using System.Globalization;

namespace FedOnco.Federation.Tests.Soak;

/// <summary>The patients of samples/trials dealt to other centres: R's answers on the pooled patients hold for any deal.</summary>
internal static class DealtSamples
{
    /// <summary>Datasets with one row a patient.</summary>
    private static readonly string[] Datasets = ["rotterdam", "gbsg"];

    /// <param name="folder">Gets CENTRE/DATASET.csv.</param>
    /// <param name="centres">How many; patient i goes to centre i modulo this.</param>
    public static void Write(string folder, int centres)
    {
        foreach (var dataset in Datasets)
        {
            var files = Directory.GetFiles(Path.Combine(SiteItPagesTests.Root(AppContext.BaseDirectory), "samples", "trials"), dataset + ".csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
            var rows = files.SelectMany(f => File.ReadLines(f).Skip(1)).ToList();
            foreach (var hand in rows.Select((row, i) => (row, i)).GroupBy(r => r.i % centres, r => r.row))
            {
                var home = Directory.CreateDirectory(Path.Combine(folder, hand.Key.ToString("'s'000", CultureInfo.InvariantCulture))).FullName;
                File.WriteAllLines(Path.Combine(home, dataset + ".csv"), hand.Prepend(File.ReadLines(files[0]).First()));
            }
        }
    }
}

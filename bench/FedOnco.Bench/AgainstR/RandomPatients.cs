using System.Globalization;

namespace FedOnco.Bench.AgainstR;

/// <summary>
/// Made-up patients with the traits that break statistics: ties, huge offsets with a tiny spread, constants, factors with one
/// or with rare levels, missing values, dates, weights with zeros, centres with one row.
/// </summary>
internal sealed class RandomPatients(Random random)
{
    /// <summary>Columns in order; the outcomes depend on some of the others.</summary>
    public static readonly string[] Header =
        ["x1", "x2", "x3", "pos", "amount", "b", "cnt", "const", "f", "g", "h", "one", "d1", "d2", "w", "wz", "off", "y", "bin", "num", "grp", "big", "neg", "mix"];

    public Dictionary<string, List<string[]>> Draw()
    {
        int[] sizes = [8, 14, 30, 60, 150, 400, 900];
        var n = sizes[random.Next(sizes.Length)];
        var sites = 1 + random.Next(6);
        var even = random.Next(2) == 0;
        var gaps = Header.Select(_ => random.Next(3) switch { 0 => 0.0, 1 => 0.04, _ => 0.2 }).ToArray();
        var rows = Enumerable.Range(1, sites).ToDictionary(s => $"c{s}", _ => new List<string[]>());
        for (var i = 0; i < n; i++)
        {
            var site = i < sites ? i + 1 : even ? 1 + random.Next(sites) : 1 + (int)(sites * Math.Pow(random.NextDouble(), 3));
            var row = Row();
            for (var c = 0; c < row.Length; c++)
            {
                if (Header[c] is not ("y" or "bin" or "num" or "const" or "one") && random.NextDouble() < gaps[c]) row[c] = random.Next(2) == 0 ? "NA" : "";
            }

            rows[$"c{site}"].Add(row);
        }

        return rows.Where(r => r.Value.Count > 0).ToDictionary(r => r.Key, r => r.Value);
    }

    private string[] Row()
    {
        double x1 = Normal(), x2 = random.Next(9), b = random.Next(2), count = Poisson(Math.Exp(0.5 + (0.3 * x1)));
        var f = "abc"[random.NextDouble() < 0.5 ? 0 : random.Next(3)];
        // Levels whose order by code point is not that of an alphabet, and one that is rare.
        var g = random.NextDouble() < 0.03 ? ">9" : new[] { "B", "a", "10", "2", "Z z" }[random.Next(5)];
        var h = random.Next(3) == 0 ? "no" : "yes";
        var day = random.Next(2000);
        var eta = (0.4 * x1) - (0.1 * x2) + (f == 'b' ? 0.5 : 0);
        var mix = new[] { "1", "2", "3" }[Math.Clamp((int)(1.5 + eta + Normal()), 0, 2)];
        return
        [
            Fixed(x1, 3), Fixed(x2, 0), Fixed(1e3 + (Normal() * 0.5), 4), Fixed(Math.Exp(Normal()) + 0.01, 2), Fixed(Math.Exp(4 + eta + Normal()), 2),
            Fixed(b, 0), Fixed(count, 0), "7", f.ToString(), g, h, "same", Date(day), Date(day + random.Next(300)), Fixed(0.1 + random.NextDouble(), 2),
            Fixed(random.Next(4), 0), Fixed(Normal() / 4, 2), Fixed(2 + (3 * eta) + (2 * Normal()), 2), random.NextDouble() < 1 / (1 + Math.Exp(-eta)) ? "1" : "0",
            Fixed(Poisson(Math.Exp(0.7 + (0.4 * eta))), 0), mix, Fixed(random.NextDouble() * 1e9, 0), Fixed(-5 - (random.NextDouble() * 40), 1), Fixed(random.Next(2) == 0 ? Normal() : random.Next(3), 1),
        ];
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private int Poisson(double mean)
    {
        var limit = Math.Exp(-mean);
        var product = random.NextDouble();
        var k = 0;
        for (; product > limit; k++) product *= random.NextDouble();
        return k;
    }

    private static string Fixed(double value, int digits) => value.ToString("F" + digits, CultureInfo.InvariantCulture);

    private static string Date(int day) => new DateOnly(2015, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

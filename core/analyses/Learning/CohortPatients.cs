using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning;

/// <summary>A uniform number in [0, 1) of every row's patient, from site, key and seed: rows of one patient are held out together.</summary>
internal static class CohortPatients
{
    public static double[] Of(string patientKey, long seed, SiteRun run) => run.Derived($"patients {seed}", () =>
    {
        var start = new SplitMix((ulong)seed ^ SiteNumber(run.Site)).Next();
        return Array.ConvertAll(Keys(patientKey, run), k => (new SplitMix(start + BitConverter.DoubleToUInt64Bits(k)).Next() >> 11) * (1.0 / (1UL << 53)));
    });

    /// <summary>The key, or the row where it is missing or there is none.</summary>
    public static double[] Keys(string patientKey, SiteRun run)
    {
        var keys = patientKey.Length > 0 ? run.Column(patientKey).ToArray() : new double[run.Rows];
        for (var i = 0; i < keys.Length; i++)
        {
            if (patientKey.Length == 0) keys[i] = i;
            else if (double.IsNaN(keys[i])) keys[i] = -1 - i;
        }

        return keys;
    }

    /// <summary>FNV-1a of the site's name.</summary>
    private static ulong SiteNumber(string site)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in site) hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}

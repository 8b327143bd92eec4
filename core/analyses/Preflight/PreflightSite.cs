using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Preflight;

/// <summary>The site's part of the preflight.</summary>
public static class PreflightSite
{
    public static Tally Sum(StudyContext context, PreflightStep step, SiteRun run)
    {
        var patients = CountPatients(context.Dataset.PatientKey, run);
        var tally = new Tally(step.Layout);
        tally.Block("patients")[0] = patients;
        tally.Block("rows")[0] = run.Rows;
        tally.Block("sites")[0] = patients > 0 ? 1 : 0;
        return tally;
    }

    /// <summary>Distinct values of the patient key; rows without a key count as a patient each.</summary>
    private static int CountPatients(string patientKey, SiteRun run)
    {
        if (patientKey.Length == 0) return run.Rows;
        var seen = new HashSet<double>(run.Rows);
        var withoutKey = 0;
        foreach (var key in run.Column(patientKey).Span)
        {
            if (double.IsNaN(key)) withoutKey++;
            else seen.Add(key);
        }

        return seen.Count + withoutKey;
    }
}

namespace FedOnco.Agent.Enrolment;

/// <summary>When a certificate is renewed: in the last third of its life, after a success not again within an hour, after a failure the sooner the less life is left.</summary>
internal static class RenewalTime
{
    public static readonly TimeSpan MostPause = TimeSpan.FromHours(1);

    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait from now; zero where it is due.</summary>
    /// <param name="notBefore">Begin of its life.</param>
    /// <param name="notAfter">End of its life.</param>
    /// <param name="now">This machine's clock.</param>
    public static TimeSpan Until(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset now)
    {
        var due = notAfter - ((notAfter - notBefore) / 3);
        return due <= now ? TimeSpan.Zero : due - now;
    }

    /// <summary>How long to wait after a failure: a tenth of the life that is left, so that there are tries enough before its end, within ten seconds and an hour.</summary>
    /// <param name="notAfter">End of its life.</param>
    /// <param name="now">This machine's clock.</param>
    public static TimeSpan AfterFailure(DateTimeOffset notAfter, DateTimeOffset now)
    {
        var pause = (notAfter - now) / 10;
        return pause < LeastPause ? LeastPause : pause > MostPause ? MostPause : pause;
    }
}

namespace FedOnco.Agent.Enrolment;

/// <summary>When a certificate is renewed: in the last third of its life, and after a failure or a success not again within the pause.</summary>
internal static class RenewalTime
{
    public static readonly TimeSpan MostPause = TimeSpan.FromHours(1);

    /// <summary>How long to wait from now; zero where it is due.</summary>
    /// <param name="notBefore">Begin of its life.</param>
    /// <param name="notAfter">End of its life.</param>
    /// <param name="now">This machine's clock.</param>
    public static TimeSpan Until(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset now)
    {
        var due = notAfter - ((notAfter - notBefore) / 3);
        return due <= now ? TimeSpan.Zero : due - now;
    }
}

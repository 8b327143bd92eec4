namespace FedOnco.Privacy.SecureSums;

/// <summary>How far a site is in a run.</summary>
internal enum SiteStage
{
    Start,

    /// <summary>Its hello is signed.</summary>
    Greeted,

    /// <summary>All hellos are checked, its share is sealed for every peer.</summary>
    Shared,

    /// <summary>All shares are good: sums may begin.</summary>
    Ready,

    /// <summary>Nothing is answered any more.</summary>
    Ended,
}

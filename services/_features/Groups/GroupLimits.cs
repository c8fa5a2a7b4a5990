namespace UrbanDataHub.Features.Groups;

/// <summary>How much one question for groups may ask; whoever asks for more asks several times.</summary>
public static class GroupLimits
{
    /// <summary>Groups of a question.</summary>
    public const int Groups = 1000;

    /// <summary>Rows of an answer: groups times limit.</summary>
    public const int Rows = 100_000;

    /// <summary>Bytes of a question.</summary>
    public const int Length = 16 * 1024 * 1024;
}

namespace EvoQuality.Handoff;

/// <summary>A picture of a job: a line of <c>images.jsonl</c>.</summary>
/// <param name="Picture">Its id in rows and preferences.</param>
/// <param name="File">Where it lies: relative to the job's folder, or absolute where it was handed over by reference.</param>
/// <param name="Sha256">SHA-256 of the file, hexadecimal.</param>
public sealed record JobPicture(string Picture, string File, string Sha256);

/** Decoders for formats beyond those of the engine, found as services. */
module dev.earshot.codecs {
  requires transitive dev.earshot.engine;
  requires concentus;
  requires jcodec;
  requires JTransforms;

  provides dev.earshot.audio.SoundDecoder with
      dev.earshot.codecs.Mp3SoundDecoder,
      dev.earshot.codecs.VorbisSoundDecoder,
      dev.earshot.codecs.OpusSoundDecoder,
      dev.earshot.codecs.FfmpegSoundDecoder;
}
